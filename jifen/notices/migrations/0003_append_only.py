"""Make the database itself refuse to change, replace, remove or empty what is settled."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_complaints"), ("chain", "0002_append_only")]
    operations = [append_only("notices_complaint"), append_only("notices_answer")]
