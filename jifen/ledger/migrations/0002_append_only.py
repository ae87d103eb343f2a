"""Make the database itself refuse to change, replace, remove or empty what is settled."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("chain", "0002_append_only")]
    operations = [
        append_only("ledger_fact", ("key",), ("town_id", "seq")),
        append_only("ledger_party", ("fact_id", "cadre_id")),
        append_only("ledger_change", ("key",), ("town_id", "seq")),
        append_only(
            "ledger_entry", ("town_id", "seq"), ("town_id", "event_key", "account_id", "line")
        ),
    ]
