import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, held
from marelle.kernel.clock.models import MarelleNow


class StoredFile(models.Model):
    """One file that somebody sent: what it is was read in its bytes, never believed from its name."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = held(_("un fichier, et qui l’a envoyé"))
    append_only: ClassVar = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=60)
    person_id = models.BigIntegerField(null=True)
    kept_at = models.DateTimeField(db_default=MarelleNow())

    class Meta:
        db_table = "kernel_stored_file"
