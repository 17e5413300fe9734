"""Organisations and accounts that end, and the name of an organisation as search compares it."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CLOSED_BEFORE = "UPDATE accounts_person SET closed_at = marelle_now() WHERE NOT is_active"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_roles'),
        ('kernel', '0002_questionnaires_dossiers'),
        ('territories', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='ended_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='organisation',
            name='plain',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='marelle_plain', output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=django.contrib.postgres.indexes.GinIndex(fields=['plain'], name='accounts_organisation_plain', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddField(
            model_name='person',
            name='closed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='closed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunSQL(CLOSED_BEFORE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('is_active', True)), models.Q(('closed_at__isnull', False), ('is_active', False)), _connector='OR'), name='accounts_person_open_or_closed'),
        ),
    ]
