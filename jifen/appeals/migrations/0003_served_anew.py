"""What was released from a limit is served anew, by a record of its own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0002_append_only"),
        ("ledger", "0005_opening"),
        ("people", "0005_inquiry"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ServedAnew",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.BigIntegerField()),
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
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "suspension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services_anew",
                        to="ledger.change",
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
                    models.UniqueConstraint(
                        fields=("town", "seq"), name="appeals_servedanew_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="appeals_servedanew_magnitude"
                    ),
                ],
            },
        ),
    ]
