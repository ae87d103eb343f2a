"""What is objected to results while they are publicised, and what came of it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_merger"),
        ("results", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(unique=True)),
                ("code", models.CharField(blank=True, max_length=40)),
                (
                    "way",
                    models.CharField(
                        choices=[("account", "account"), ("paper", "paper"), ("phone", "phone")],
                        max_length=8,
                    ),
                ),
                ("text", models.TextField()),
                ("reporter", models.CharField(max_length=120)),
                ("paper", models.CharField(blank=True, max_length=60)),
                ("entered_by", models.UUIDField(null=True)),
                ("salt", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "proposed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="results.proposed",
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
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("upheld", models.BooleanField()),
                ("reason", models.TextField()),
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
                (
                    "objection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="results.objection",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                fields=("town", "seq"), name="results_objection_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entered_by__isnull", True), ("paper", ""), ("way", "account")),
                    models.Q(
                        models.Q(("way", "account"), _negated=True),
                        ("entered_by__isnull", False),
                        models.Q(("paper", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="results_objection_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                fields=("town", "seq"), name="results_answer_number"
            ),
        ),
    ]
