from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0009_deciding'),
    ]

    operations = [
        migrations.AddField(
            model_name='draftsheet',
            name='corrections',
            field=models.JSONField(default=dict),
        ),
    ]
