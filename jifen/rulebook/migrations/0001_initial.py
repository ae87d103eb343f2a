import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=60)),
                ("version", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=120)),
                ("document_number", models.CharField(max_length=60)),
                ("effective_on", models.DateField()),
                ("source", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("approved_at", models.DateTimeField()),
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
                    models.UniqueConstraint(
                        fields=("town", "code", "version"), name="rulebook_version_once"
                    ),
                    models.UniqueConstraint(
                        fields=("town", "effective_on"), name="rulebook_version_day"
                    ),
                ],
            },
        ),
    ]
