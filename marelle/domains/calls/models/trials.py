from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, Kept, Purpose

from .calls import Call


class TrialGuest(models.Model):
    """One person invited to rehearse a call: to them alone, beside those who prepare it, its trial is shown."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, ("calls.prepare",), _("qui participe à l’essai d’un appel"))

    call = models.ForeignKey(Call, models.CASCADE, related_name="guests")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")

    class Meta:
        db_table = "calls_trial_guest"
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="calls_trial_guest_once")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.call_id}"
