"""Seals over the records: a block per thousand, a root per day; what stands already is sealed."""

from django.db import migrations, models

from jifen.chain import seals
from jifen.chain.append_only import append_only


def seal_what_stands(apps, editor):
    record, block = apps.get_model("chain", "Record"), apps.get_model("chain", "Block")
    for town, last in apps.get_model("chain", "Head").objects.values_list("town", "seq"):
        previous = "0" * 64
        for number in range(1, last // seals.SIZE + 1):
            rows = record.objects.filter(
                town=town, seq__gt=(number - 1) * seals.SIZE, seq__lte=number * seals.SIZE
            ).order_by("seq")
            found = [seals.Row(*row) for row in rows.values_list(*seals.Row._fields)]
            if not seals.fits(number, found):
                break  # what does not hold is not sealed: verify names it
            previous = seals.block(previous, town, number, found)
            block.objects.bulk_create([block(town=town, number=number, hash=previous)])


class Migration(migrations.Migration):
    dependencies = [("chain", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "town",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("town", models.CharField(max_length=64)),
                ("number", models.PositiveBigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Root",
            fields=[
                ("on", models.DateField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("heads", models.JSONField()),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunPython(seal_what_stands, migrations.RunPython.noop),
        append_only("chain_block"),
        append_only("chain_root"),
    ]
