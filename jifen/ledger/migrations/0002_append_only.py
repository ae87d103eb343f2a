"""Make the database itself refuse to change, replace, remove or empty what is settled."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("chain", "0002_append_only")]
    operations = [
        append_only("ledger_fact"),
        append_only("ledger_party"),
        append_only("ledger_change"),
        append_only("ledger_entry"),
    ]
