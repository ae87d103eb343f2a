"""Several notices of one kind and one day are shown under the first of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_append_only")]
    operations = [
        migrations.AddField(
            model_name="notice",
            name="under",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gathered",
                to="notices.notice",
            ),
        ),
    ]
