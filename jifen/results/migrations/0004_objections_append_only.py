"""Make the database itself refuse to change objections to results and their rulings."""

from django.db import migrations

from jifen.chain.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("results", "0003_objections")]
    operations = [append_only("results_objection"), append_only("results_answer")]
