"""Villages that merged into others."""

import django.db.models.deletion
from django.db import migrations, models

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_account_salt"),
    ]

    operations = [
        migrations.CreateModel(
            name="Merger",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("document", models.CharField(max_length=60)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="took_over",
                        to="people.area",
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="people.area",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("town", "seq"), name="people_merger_seq"),
                    models.CheckConstraint(
                        condition=models.Q(("unit", models.F("into")), _negated=True),
                        name="people_merger_into_another",
                    ),
                ],
            },
        ),
        append_only("people_merger"),
    ]
