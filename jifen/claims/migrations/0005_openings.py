"""The files of opening balances, and what became of each."""

import django.db.models.deletion
from django.db import migrations, models

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_four_eyes"),
        ("cycles", "0001_initial"),
        ("people", "0003_account_salt"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpeningBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("entered", "Entered"),
                            ("approved", "Approved"),
                            ("dropped", "Dropped"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                ("filename", models.CharField(max_length=120)),
                ("rows", models.JSONField()),
                ("reason", models.TextField(blank=True)),
                ("salt", models.BinaryField()),
                ("by", models.UUIDField()),
                ("second", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("seq", models.PositiveBigIntegerField()),
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
                    models.UniqueConstraint(fields=("town", "seq"), name="claims_opening_number"),
                    models.UniqueConstraint(fields=("key", "outcome"), name="claims_opening_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "entered"), ("second__isnull", True)),
                            models.Q(("outcome", "dropped"), ("second__isnull", False)),
                            models.Q(
                                ("outcome", "approved"),
                                ("second__isnull", False),
                                models.Q(("by", models.F("second")), _negated=True),
                            ),
                            models.Q(
                                ("outcome", "withdrawn"),
                                ("second__isnull", False),
                                models.Q(("by", models.F("second")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="claims_opening_two_people",
                    ),
                ],
            },
        ),
        append_only("claims_openingbatch"),
    ]
