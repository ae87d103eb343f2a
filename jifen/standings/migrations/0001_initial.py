import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cycles", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
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
                        choices=[("briefing", "Briefing"), ("final", "Final")], max_length=12
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("checkpoint_on", models.DateField()),
                ("last_seq", models.PositiveBigIntegerField()),
                ("as_of", models.DateField()),
                ("version", models.CharField(max_length=64)),
                ("revision", models.PositiveSmallIntegerField()),
                ("body", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                ("names", models.JSONField()),
                ("frozen_at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("second", models.UUIDField(null=True)),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
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
                    models.UniqueConstraint(
                        fields=("cycle", "number"), name="standings_edition_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "briefing"),
                            models.Q(
                                ("second__isnull", False),
                                models.Q(("by", models.F("second")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="standings_edition_two_people",
                    ),
                ],
            },
        ),
    ]
