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
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("event", models.CharField(max_length=120)),
                ("code", models.CharField(max_length=40)),
                ("about", models.UUIDField()),
                ("values", models.JSONField()),
                ("due_on", models.DateField(null=True)),
                ("reminder", models.BooleanField(default=False)),
                ("shown_from", models.DateTimeField()),
                ("read", models.BooleanField(default=False)),
                ("done", models.BooleanField(default=False)),
                (
                    "town",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.area",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "town", "read"], name="notices_notice_unread"),
                    models.Index(fields=["town", "due_on"], name="notices_notice_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "event"), name="notices_notice_once")
                ],
            },
        ),
    ]
