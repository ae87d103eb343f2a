"""Make the database itself refuse to change what an inspection found."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("tasks", "0003_inspections")]
    operations = [append_only("tasks_inspection"), append_only("tasks_finding")]
