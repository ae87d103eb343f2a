"""Make the database itself refuse to change what was entered about a case, and by what law."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0003_handling")]
    operations = [
        append_only("outcomes_handling"),
        append_only("outcomes_electorate"),
        append_only("outcomes_lawtext"),
    ]
