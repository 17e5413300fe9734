from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import ONESELF, DataClass, Kept, Purpose

from .people import Person


class CalendarAddress(models.Model):
    """The secret address at which a calendar program reads what one person has to do. It only reads, it opens nothing
    else, and it holds no more than its person holds at that instant. Of the secret, only a fingerprint is kept.
    """

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(
        Purpose.PROGRAMME,
        (ONESELF,),
        _("l’adresse d’agenda qu’une personne a faite, et le jour où elle a servi"),
    )

    person = models.ForeignKey(Person, models.PROTECT, related_name="calendar_addresses")
    fingerprint = models.CharField(max_length=64, unique=True)  # sha256 of the secret, in hexadecimal
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)  # the last day on which it was read: no finer trace of its person is kept

    class Meta:
        db_table = "accounts_calendar_address"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(withdrawn_at=None), name="accounts_calendar_one_a_person"
            ),
            models.CheckConstraint(
                condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"), name="accounts_calendar_fingerprint"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.created_at:%Y-%m-%d}"
