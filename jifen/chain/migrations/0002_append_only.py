"""Make the database itself refuse to change, replace, remove or empty the chain."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("chain", "0001_initial")]
    operations = [append_only("chain_record")]
