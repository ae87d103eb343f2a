"""Make the database itself refuse to change what amended a closed cycle."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("standings", "0004_amendments")]
    operations = [append_only("standings_amendment")]
