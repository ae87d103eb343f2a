"""Make the database itself refuse to change counts, seatings, results and their steps."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("results", "0001_initial")]
    operations = [
        append_only("results_count"),
        append_only("results_seating"),
        append_only("results_proposed"),
        append_only("results_move"),
    ]
