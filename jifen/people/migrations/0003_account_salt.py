from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_delegation"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="salt",
            field=models.BinaryField(default=b""),
        ),
    ]
