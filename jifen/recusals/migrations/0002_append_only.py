"""Make the database itself refuse to change, replace, remove or empty what was asked, ruled and handed over."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("recusals", "0001_initial"), ("chain", "0002_append_only")]
    operations = [
        append_only("recusals_recusal"),
        append_only("recusals_ruling"),
        append_only("recusals_handover"),
    ]
