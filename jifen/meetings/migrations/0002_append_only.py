"""Make the database itself refuse to change, replace, remove or empty what is settled."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("chain", "0002_append_only")]
    operations = [
        append_only("meetings_attendee"),
        append_only("meetings_sitting"),
        append_only("meetings_recused"),
        append_only("meetings_decision"),
    ]
