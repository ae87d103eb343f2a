import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import jifen.core.workflow
from jifen.chain.append_only import append_only, to_be_altered


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0002_append_only"),
        ("cycles", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        to_be_altered("claims_decision"),
        migrations.CreateModel(
            name="Addressee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("holder", models.CharField(max_length=64)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("amount", models.BigIntegerField()),
                ("withheld", models.BigIntegerField()),
                ("knock_on", models.JSONField()),
                ("noticed_on", models.DateField(null=True)),
                ("answer_until", models.DateField(null=True)),
                ("answered_on", models.DateField(null=True)),
                ("served_on", models.DateField(null=True)),
                ("appeal_until", models.DateField(null=True)),
                (
                    "review",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open", "open"),
                            ("lifted", "lifted"),
                            ("upheld", "upheld"),
                            ("changed", "changed"),
                            ("quashed", "quashed"),
                            ("redo", "redo"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reviews", models.PositiveSmallIntegerField(default=0)),
                ("final_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AnswerPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("evidence", models.JSONField(default=list)),
                ("signature", models.CharField(blank=True, max_length=120)),
                ("salt", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("seq", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("submit", "submit"),
                            ("verify", "verify"),
                            ("return", "return"),
                            ("approve", "approve"),
                            ("refuse", "refuse"),
                            ("publicise", "publicise"),
                            ("object", "object"),
                            ("dismiss", "dismiss"),
                            ("reopen", "reopen"),
                            ("record", "record"),
                            ("withdraw", "withdraw"),
                            ("propose", "propose"),
                            ("take-up", "take-up"),
                            ("notice", "notice"),
                            ("answer", "answer"),
                            ("hear-nothing", "hear-nothing"),
                            ("reply", "reply"),
                            ("decide", "decide"),
                            ("drop", "drop"),
                            ("exempt", "exempt"),
                            ("transfer", "transfer"),
                            ("serve", "serve"),
                            ("attest", "attest"),
                            ("check-law", "check-law"),
                            ("suspend", "suspend"),
                            ("resume", "resume"),
                            ("change", "change"),
                            ("quash", "quash"),
                            ("redo", "redo"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("verified", "verified"),
                            ("approved", "approved"),
                            ("publicised", "publicised"),
                            ("objected", "objected"),
                            ("recorded", "recorded"),
                            ("proposed", "proposed"),
                            ("taken-up", "taken-up"),
                            ("noticed", "noticed"),
                            ("answered", "answered"),
                            ("replied", "replied"),
                            ("decided", "decided"),
                            ("served", "served"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("dropped", "dropped"),
                            ("exempted", "exempted"),
                            ("transferred", "transferred"),
                            ("attested", "attested"),
                            ("checked", "checked"),
                            ("suspended", "suspended"),
                        ],
                        max_length=12,
                    ),
                ),
                ("role", models.CharField(max_length=16)),
                ("reason", models.TextField(blank=True)),
                ("before", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PointReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("accepted", models.BooleanField()),
                ("reason", models.TextField()),
                ("salt", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("seq", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ReviewStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("lifted", "lifted"),
                            ("upheld", "upheld"),
                            ("changed", "changed"),
                            ("quashed", "quashed"),
                            ("redo", "redo"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("salt", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("seq", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("notice", "notice"), ("decision", "decision")], max_length=8
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("read", "read"),
                            ("signed", "signed"),
                            ("letter", "letter"),
                            ("left", "left"),
                        ],
                        max_length=8,
                    ),
                ),
                ("proof", models.CharField(blank=True, max_length=120)),
                ("on", models.DateField()),
                ("until", models.DateField()),
                ("salt", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("seq", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="claim",
            name="confidential",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="claim",
            name="noticed",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="measures",
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name="claim",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("submitted", "submitted"),
                    ("verified", "verified"),
                    ("approved", "approved"),
                    ("publicised", "publicised"),
                    ("objected", "objected"),
                    ("recorded", "recorded"),
                    ("proposed", "proposed"),
                    ("taken-up", "taken-up"),
                    ("noticed", "noticed"),
                    ("answered", "answered"),
                    ("replied", "replied"),
                    ("decided", "decided"),
                    ("served", "served"),
                    ("refused", "refused"),
                    ("withdrawn", "withdrawn"),
                    ("dropped", "dropped"),
                    ("exempted", "exempted"),
                    ("transferred", "transferred"),
                    ("attested", "attested"),
                    ("checked", "checked"),
                    ("suspended", "suspended"),
                ],
                default=jifen.core.workflow.State["DRAFT"],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="action",
            field=models.CharField(
                choices=[
                    ("submit", "submit"),
                    ("verify", "verify"),
                    ("return", "return"),
                    ("approve", "approve"),
                    ("refuse", "refuse"),
                    ("publicise", "publicise"),
                    ("object", "object"),
                    ("dismiss", "dismiss"),
                    ("reopen", "reopen"),
                    ("record", "record"),
                    ("withdraw", "withdraw"),
                    ("propose", "propose"),
                    ("take-up", "take-up"),
                    ("notice", "notice"),
                    ("answer", "answer"),
                    ("hear-nothing", "hear-nothing"),
                    ("reply", "reply"),
                    ("decide", "decide"),
                    ("drop", "drop"),
                    ("exempt", "exempt"),
                    ("transfer", "transfer"),
                    ("serve", "serve"),
                    ("attest", "attest"),
                    ("check-law", "check-law"),
                    ("suspend", "suspend"),
                    ("resume", "resume"),
                    ("change", "change"),
                    ("quash", "quash"),
                    ("redo", "redo"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="source",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("submitted", "submitted"),
                    ("verified", "verified"),
                    ("approved", "approved"),
                    ("publicised", "publicised"),
                    ("objected", "objected"),
                    ("recorded", "recorded"),
                    ("proposed", "proposed"),
                    ("taken-up", "taken-up"),
                    ("noticed", "noticed"),
                    ("answered", "answered"),
                    ("replied", "replied"),
                    ("decided", "decided"),
                    ("served", "served"),
                    ("refused", "refused"),
                    ("withdrawn", "withdrawn"),
                    ("dropped", "dropped"),
                    ("exempted", "exempted"),
                    ("transferred", "transferred"),
                    ("attested", "attested"),
                    ("checked", "checked"),
                    ("suspended", "suspended"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="target",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("submitted", "submitted"),
                    ("verified", "verified"),
                    ("approved", "approved"),
                    ("publicised", "publicised"),
                    ("objected", "objected"),
                    ("recorded", "recorded"),
                    ("proposed", "proposed"),
                    ("taken-up", "taken-up"),
                    ("noticed", "noticed"),
                    ("answered", "answered"),
                    ("replied", "replied"),
                    ("decided", "decided"),
                    ("served", "served"),
                    ("refused", "refused"),
                    ("withdrawn", "withdrawn"),
                    ("dropped", "dropped"),
                    ("exempted", "exempted"),
                    ("transferred", "transferred"),
                    ("attested", "attested"),
                    ("checked", "checked"),
                    ("suspended", "suspended"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence", []), _negated=True),
                name="claims_claim_has_evidence",
            ),
        ),
        migrations.AddField(
            model_name="addressee",
            name="cadre",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.cadre",
            ),
        ),
        migrations.AddField(
            model_name="addressee",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="addressees",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="answerpoint",
            name="addressee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="points",
                to="claims.addressee",
            ),
        ),
        migrations.AddField(
            model_name="answerpoint",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="answerpoint",
            name="town",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"
            ),
        ),
        migrations.AddField(
            model_name="pending",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pending",
            name="claim",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pending",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="pointreply",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pointreply",
            name="point",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reply",
                to="claims.answerpoint",
            ),
        ),
        migrations.AddField(
            model_name="pointreply",
            name="town",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"
            ),
        ),
        migrations.AddField(
            model_name="reviewstep",
            name="addressee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="review_steps",
                to="claims.addressee",
            ),
        ),
        migrations.AddField(
            model_name="reviewstep",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reviewstep",
            name="town",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="addressee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="services",
                to="claims.addressee",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="town",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.area"
            ),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.UniqueConstraint(
                fields=("claim", "holder"), name="claims_addressee_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("final_on__isnull", True), ("served_on__isnull", False), _connector="OR"
                ),
                name="claims_addressee_final_was_served",
            ),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0), ("withheld__gte", 0)),
                name="claims_addressee_magnitude",
            ),
        ),
        migrations.AddConstraint(
            model_name="answerpoint",
            constraint=models.UniqueConstraint(
                fields=("town", "seq"), name="claims_answerpoint_seq"
            ),
        ),
        migrations.AddConstraint(
            model_name="answerpoint",
            constraint=models.UniqueConstraint(
                fields=("addressee", "number"), name="claims_answerpoint_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pointreply",
            constraint=models.UniqueConstraint(
                fields=("town", "seq"), name="claims_pointreply_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewstep",
            constraint=models.UniqueConstraint(
                fields=("town", "seq"), name="claims_reviewstep_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(
                fields=("town", "seq"), name="claims_service_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(
                fields=("addressee", "what", "round"), name="claims_service_once"
            ),
        ),
        append_only("claims_decision"),
        append_only("claims_service"),
        append_only("claims_answerpoint"),
        append_only("claims_pointreply"),
        append_only("claims_reviewstep"),
    ]
