"""What makes a fact an opening balance (期初余额), and what is carried from cycle to cycle."""

import django.db.models.deletion
from django.db import migrations, models

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0001_initial"),
        ("ledger", "0004_late"),
        ("people", "0003_account_salt"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="carried",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="account",
            name="carried_seq",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="entry",
            name="event",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("accept", "Accept"),
                    ("register", "Register"),
                    ("withdraw", "Withdraw"),
                    ("suspend", "Suspend"),
                    ("resume", "Resume"),
                    ("expire", "Expire"),
                    ("repair", "Repair"),
                    ("amend", "Amend"),
                    ("carry", "Carry"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Carry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carries",
                        to="ledger.account",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("town", "seq"), name="ledger_carry_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("holder", models.CharField(max_length=64)),
                ("points", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("batch", models.UUIDField()),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "fact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opening",
                        to="ledger.fact",
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
            options={
                "indexes": [models.Index(fields=["batch"], name="ledger_opening_batch")],
                "constraints": [
                    models.UniqueConstraint(fields=("town", "seq"), name="ledger_opening_number")
                ],
            },
        ),
        append_only("ledger_opening"),
        append_only("ledger_carry"),
    ]
