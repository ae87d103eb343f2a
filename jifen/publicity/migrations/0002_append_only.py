"""Make the database itself refuse to change, replace, remove or empty what is settled."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("publicity", "0001_initial"), ("chain", "0002_append_only")]
    operations = [
        append_only("publicity_posting"),
        append_only("publicity_postingline"),
        append_only("publicity_strike"),
        append_only("publicity_closing"),
        append_only("publicity_objection"),
        append_only("publicity_ruling"),
        append_only("publicity_recheck"),
        append_only("publicity_recheckline"),
        append_only("publicity_recheckresult"),
    ]
