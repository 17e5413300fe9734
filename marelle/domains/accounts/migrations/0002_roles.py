from django.db import migrations


def load(apps, schema_editor):
    """The roles and permissions of `roles.toml`, so that a fresh database is never without them.

    Later changes of the file are read by `marelle migrate`, which calls `accounts.services.load_roles` at its end.
    """
    from marelle.domains.accounts.rules.catalogue import read_catalogue
    from marelle.domains.accounts.services.catalogue import write_catalogue

    names = ("Role", "Permission", "RolePermission")
    write_catalogue(read_catalogue(), *(apps.get_model("accounts", name) for name in names))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
