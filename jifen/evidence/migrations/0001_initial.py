import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="File",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("source", models.CharField(max_length=64)),
                ("ending", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("look", models.CharField(blank=True, max_length=64)),
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
                    "town",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.area",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["town", "digest"], name="evidence_file_digest")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("town", "by", "digest"), name="evidence_file_once"
                    ),
                    models.UniqueConstraint(fields=("town", "seq"), name="evidence_file_number"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("one", models.CharField(max_length=64)),
                ("other", models.CharField(max_length=64)),
                ("percent", models.PositiveSmallIntegerField()),
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
                        fields=("town", "one", "other"), name="evidence_likeness_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__range", (90, 100))),
                        name="evidence_likeness_percent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Use",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.UUIDField()),
                ("digest", models.CharField(max_length=64)),
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
                "indexes": [models.Index(fields=["town", "digest"], name="evidence_use_digest")],
                "constraints": [
                    models.UniqueConstraint(fields=("about", "digest"), name="evidence_use_once")
                ],
            },
        ),
    ]
