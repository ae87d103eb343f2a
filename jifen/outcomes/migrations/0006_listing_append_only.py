"""Make the database itself refuse to change what was drawn and chosen."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0005_listing")]
    operations = [append_only("outcomes_listing")]
