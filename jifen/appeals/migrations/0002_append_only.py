"""Make the database itself refuse to change, replace, remove or empty what was said and ruled."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("appeals", "0001_initial"), ("chain", "0002_append_only")]
    operations = [
        append_only("appeals_point"),
        append_only("appeals_step"),
        append_only("appeals_ruling"),
    ]
