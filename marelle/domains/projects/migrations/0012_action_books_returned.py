"""The workbooks of actions become workbooks of any working table: those that were sent are kept under that name."""

from typing import Any

from django.db import migrations


def keep(apps: Any, _editor: Any) -> None:
    """Each workbook of actions, as the workbook of a working table of its project."""
    returned = apps.get_model("kernel", "ReturnedBook")
    returned.objects.bulk_create(
        returned(
            table="projects.actions",
            ground=f"projects.project:{book.project_id}",
            file_id=book.file_id,
            person_id=book.person_id,
            sent_at=book.sent_at,
            brought_at=book.brought_at,
            made=book.made or 0,
            changed=book.changed or 0,
        )
        for book in apps.get_model("projects", "ActionBook").objects.order_by("pk")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0006_returned_books"),
        ("projects", "0011_recalls"),
    ]

    operations = [
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.DeleteModel(name="ActionBook"),
    ]
