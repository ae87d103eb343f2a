import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cycles", "0001_initial"),
        ("people", "0001_initial"),
        ("rulebook", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
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
                        choices=[("cadre", "cadre"), ("village", "village")], max_length=8
                    ),
                ),
                ("balance", models.BigIntegerField(default=0)),
                ("added", models.BigIntegerField(default=0)),
                ("deducted", models.BigIntegerField(default=0)),
                ("gross", models.BigIntegerField(default=0)),
                ("as_of", models.DateField()),
                (
                    "cadre",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="people.cadre",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="cycles.cycle",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="people.area",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                ("seq", models.PositiveBigIntegerField()),
                ("item", models.CharField(max_length=24)),
                ("happened_on", models.DateField()),
                ("measures", models.JSONField()),
                ("board", models.JSONField(null=True)),
                ("matter", models.CharField(max_length=80)),
                ("reason", models.TextField()),
                ("salt", models.BinaryField()),
                ("evidence", models.JSONField()),
                ("decision_number", models.CharField(max_length=60)),
                (
                    "way",
                    models.CharField(
                        choices=[("claim", "Claim"), ("as-decided", "Decided")], max_length=12
                    ),
                ),
                ("identity", models.CharField(blank=True, max_length=64)),
                ("recorded_at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("second", models.UUIDField()),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="cycles.cycle",
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
                        related_name="facts",
                        to="people.area",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rulebook.version",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accept", "Accept"),
                            ("register", "Register"),
                            ("withdraw", "Withdraw"),
                            ("suspend", "Suspend"),
                            ("resume", "Resume"),
                            ("expire", "Expire"),
                            ("repair", "Repair"),
                        ],
                        max_length=12,
                    ),
                ),
                ("event_key", models.CharField(max_length=36)),
                ("line", models.CharField(max_length=36)),
                ("amount", models.BigIntegerField()),
                ("version", models.CharField(max_length=64)),
                ("recorded_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="ledger.account",
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
                    "fact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="ledger.fact",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("withdraw", "Withdraw"),
                            ("suspend", "Suspend"),
                            ("resume", "Resume"),
                            ("repair", "Repair"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField()),
                ("salt", models.BinaryField()),
                ("repaired_on", models.DateField(null=True)),
                ("evidence", models.JSONField(default=list)),
                ("identity", models.CharField(blank=True, max_length=64)),
                ("recorded_at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("second", models.UUIDField()),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="ledger.account",
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
                    "fact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="ledger.fact",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("capacities", models.CharField(max_length=60)),
                (
                    "cadre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="people.cadre",
                    ),
                ),
                (
                    "fact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="ledger.fact",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                fields=("cycle", "cadre"), name="ledger_account_cadre"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                fields=("cycle", "village"), name="ledger_account_village"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cadre__isnull", False), ("kind", "cadre"), ("village__isnull", True)
                    ),
                    models.Q(
                        ("cadre__isnull", True), ("kind", "village"), ("village__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="ledger_account_one_holder",
            ),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(fields=["cycle", "happened_on"], name="ledger_fact_day"),
        ),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.UniqueConstraint(fields=("town", "seq"), name="ledger_fact_number"),
        ),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("identity", ""), _negated=True),
                fields=("town", "identity"),
                name="ledger_fact_identity",
            ),
        ),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.CheckConstraint(
                condition=models.Q(("by", models.F("second")), _negated=True),
                name="ledger_fact_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("town", "seq"), name="ledger_entry_number"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                fields=("town", "event_key", "account", "line"), name="ledger_entry_cause"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="ledger_entry_moves"
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(fields=("town", "seq"), name="ledger_change_number"),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                condition=models.Q(("identity", ""), _negated=True),
                fields=("town", "identity"),
                name="ledger_change_identity",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(("by", models.F("second")), _negated=True),
                name="ledger_change_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "repair"), ("repaired_on__isnull", True), _connector="OR"
                ),
                name="ledger_change_repaired",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(fields=("fact", "cadre"), name="ledger_party_once"),
        ),
    ]
