import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import jifen.core.rules
import jifen.core.workflow


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cycles", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("grant", "grant"), ("deduction", "deduction")], max_length=12
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("verified", "verified"),
                            ("approved", "approved"),
                            ("publicised", "publicised"),
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
                        ],
                        default=jifen.core.workflow.State["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("item", models.CharField(max_length=24)),
                ("duty_area", models.CharField(blank=True, max_length=24)),
                ("happened_on", models.DateField()),
                ("measures", models.JSONField()),
                ("matter", models.CharField(blank=True, max_length=80)),
                ("reason", models.TextField()),
                ("evidence", models.JSONField()),
                ("decision_number", models.CharField(blank=True, max_length=60)),
                ("identity", models.CharField(blank=True, max_length=64)),
                ("drafted_at", models.DateTimeField()),
                ("due_on", models.DateField(null=True)),
                ("fact", models.UUIDField(null=True)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="cycles.cycle",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.area",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="people.area",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
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
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("verified", "verified"),
                            ("approved", "approved"),
                            ("publicised", "publicised"),
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
                        ],
                        max_length=12,
                    ),
                ),
                ("role", models.CharField(max_length=16)),
                ("reason", models.TextField(blank=True)),
                ("salt", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="claims.claim",
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.area",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PastLock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "town",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.area",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("named", "named"),
                            ("responsible", "responsible"),
                            ("holder", "holder"),
                            ("assistant", "assistant"),
                            ("secretary", "secretary"),
                            ("director", "director"),
                            ("member", "member"),
                        ],
                        default=jifen.core.rules.Capacity["NAMED"],
                        max_length=12,
                    ),
                ),
                (
                    "cadre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.cadre",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="claims.claim",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["town", "state"], name="claims_claim_waiting"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("identity", ""), _negated=True),
                fields=("town", "identity"),
                name="claims_claim_identity",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fact__isnull", False), ("state", "recorded")),
                    models.Q(
                        models.Q(("state", "recorded"), _negated=True), ("fact__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="claims_claim_recorded_has_fact",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("town", "seq"), name="claims_decision_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                fields=("claim", "cadre"), name="claims_person_once"
            ),
        ),
    ]
