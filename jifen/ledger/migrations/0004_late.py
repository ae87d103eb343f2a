"""What makes a fact late (补记), beside the fact."""

import django.db.models.deletion
from django.db import migrations, models

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0001_initial"),
        ("ledger", "0003_amendments"),
        ("people", "0003_account_salt"),
    ]
    operations = [
        migrations.CreateModel(
            name="Late",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("booked_on", models.DateField()),
                ("amounts", models.JSONField()),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="late_facts",
                        to="cycles.cycle",
                    ),
                ),
                (
                    "fact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="late",
                        to="ledger.fact",
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
                    models.UniqueConstraint(fields=("town", "seq"), name="ledger_late_number")
                ],
            },
        ),
        append_only("ledger_late"),
    ]
