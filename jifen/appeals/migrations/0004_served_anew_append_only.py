"""Make the database itself refuse to change what was served anew."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("appeals", "0003_served_anew")]
    operations = [append_only("appeals_servedanew")]
