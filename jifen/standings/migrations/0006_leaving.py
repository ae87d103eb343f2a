"""What a close leaves to be booked late, case by case; the database refuses to change it."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_four_eyes"),
        ("cycles", "0001_initial"),
        ("people", "0003_account_salt"),
        ("standings", "0005_amendment_append_only"),
    ]
    operations = [
        migrations.CreateModel(
            name="Leaving",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reason", models.TextField()),
                ("salt", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaving",
                        to="claims.claim",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leavings",
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
                    models.UniqueConstraint(fields=("town", "seq"), name="standings_leaving_number")
                ],
            },
        ),
        append_only("standings_leaving"),
    ]
