"""Tasks that come again."""

import django.db.models.deletion
from django.db import migrations, models

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_merger"),
        ("tasks", "0004_inspections_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Routine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField()),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("weekly", "weekly"),
                            ("monthly", "monthly"),
                            ("quarterly", "quarterly"),
                        ],
                        max_length=12,
                    ),
                ),
                ("day", models.PositiveSmallIntegerField()),
                ("days", models.PositiveSmallIntegerField()),
                (
                    "origin",
                    models.CharField(
                        choices=[("superior", "superior"), ("town", "town")], max_length=8
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("state", "state"),
                            ("province", "province"),
                            ("city", "city"),
                            ("county", "county"),
                            ("town", "town"),
                        ],
                        max_length=8,
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=60)),
                ("document", models.CharField(blank=True, max_length=60)),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                ("area", models.CharField(blank=True, max_length=24)),
                ("units", models.JSONField(default=list)),
                ("people", models.JSONField(default=list)),
                ("worth", models.JSONField()),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("salt", models.BinaryField()),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("seq", models.PositiveBigIntegerField()),
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
                    models.UniqueConstraint(fields=("town", "seq"), name="tasks_routine_seq"),
                    models.UniqueConstraint(fields=("key", "number"), name="tasks_routine_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin", "superior"), _negated=True),
                            models.Q(("document", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="tasks_routine_superior_has_document",
                    ),
                ],
            },
        ),
        append_only("tasks_routine"),
    ]
