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
            name="Talk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                ("case", models.CharField(max_length=40)),
                ("held_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("held", "Held"), ("overturned", "Overturned")], max_length=12
                    ),
                ),
                ("record", models.TextField()),
                ("salt", models.BinaryField()),
                ("by", models.UUIDField()),
                ("second", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("seq", models.PositiveBigIntegerField()),
                ("last_seq", models.PositiveBigIntegerField()),
                (
                    "cadre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to="people.cadre",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
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
                        fields=("town", "case", "outcome"), name="outcomes_talk_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("by", models.F("second")), _negated=True),
                        name="outcomes_talk_two_people",
                    ),
                ],
            },
        ),
    ]
