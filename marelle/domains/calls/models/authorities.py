"""Between the authorities of a file: their private thread, who is at work, who stands in, who was chased."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import ONESELF, DataClass, Kept, Perimeter, Purpose

from ..states.reviews import CHASES
from .applications import Application
from .calls import Call
from .jury import ORGANISE

KEYS = ("calls.give_opinion_prefect", "calls.give_opinion_rector", "calls.give_opinion_region")


class ExchangeMessage(models.Model):
    """One message between the authorities that give an opinion on a file. Nobody else reads it; it is not rewritten."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, KEYS, _("ce que préfecture et rectorat s’écrivent d’une candidature"))
    append_only: ClassVar = True

    application = models.ForeignKey(Application, models.PROTECT, related_name="exchange")
    seat = models.CharField(max_length=60)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    text = models.TextField()
    said_at = models.DateTimeField()

    class Meta:
        db_table = "calls_exchange_message"
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="calls_exchange_says_something")]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.seat}"


class Presence(models.Model):
    """That one authority has a file open, and when it was last seen there: so that two do not work unaware."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(
        Purpose.PROGRAMME, KEYS, _("qui, à la préfecture ou au rectorat, lit une candidature"), until=_("un jour")
    )

    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    seat = models.CharField(max_length=60)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "calls_presence"
        indexes = [models.Index(fields=["seen_at"], name="calls_presence_seen")]
        constraints = [models.UniqueConstraint(fields=["application", "person"], name="calls_presence_once")]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.seat}"


class Delegation(models.Model):
    """One authority's deputy: the right that it opened in the accounts, the act that allows it, who signed it.

    Its dates are those of the right; ending the right ends it.
    """

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (*KEYS, ONESELF), _("qui supplée une autorité, et en vertu de quel acte"))
    append_only: ClassVar = True

    seat = models.CharField(max_length=60)
    right = models.OneToOneField("accounts.Membership", models.PROTECT, related_name="+")
    act = models.CharField(max_length=300)  # « arrêté du 3 juin 2019 portant délégation de signature »
    given_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        db_table = "calls_delegation"
        constraints = [models.CheckConstraint(condition=~Q(act=""), name="calls_delegation_names_its_act")]

    def __str__(self) -> str:
        return f"{self.seat} · {self.right_id}"

    def perimeters(self) -> frozenset[Perimeter]:
        return self.right.perimeters()


class Chase(models.Model):
    """One round of reminders in a call, about late opinions or late reviews: at most one a day."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(Purpose.PROGRAMME, (ORGANISE,), _("qui a relancé, et quand"))
    append_only: ClassVar = True

    call = models.ForeignKey(Call, models.PROTECT, related_name="chases")
    about = models.CharField(max_length=10, choices=list(CHASES.items()))
    day = models.DateField()
    people = models.PositiveIntegerField()
    files = models.PositiveIntegerField()
    sent_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "calls_chase"
        ordering = ["-day", "about"]
        constraints = [
            models.UniqueConstraint(fields=["call", "about", "day"], name="calls_chase_once_a_day"),
            models.CheckConstraint(condition=Q(about__in=list(CHASES)), name="calls_chase_known_matter"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} · {self.about} · {self.day}"
