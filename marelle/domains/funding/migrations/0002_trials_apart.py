from django.db import migrations

from marelle.domains.funding.migrations import _sql_0002 as sql


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0001_initial'),
        ('calls', '0002_terms_of_calls'),
    ]

    operations = [migrations.RunSQL(sql.APART, sql.TOGETHER)]
