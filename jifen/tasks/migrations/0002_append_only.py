"""Make the database itself refuse to change what was asked and what was done about it."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial")]
    operations = [append_only("tasks_task"), append_only("tasks_step")]
