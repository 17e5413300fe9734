"""How the list of a call was made: what was asked of the calculation, what it answered, what people said and signed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import EVERYBODY, NATIONAL, DataClass, Kept, Perimeter, Purpose
from marelle.kernel.money import CentsField
from marelle.kernel.states import State

from ..states.lists import LIST, PLACES, SAYINGS, STUDIES, UNDER_WAY
from ..states.selection import METHODS
from .applications import Application
from .calendar import Batch
from .calls import Call

DELIBERATE, RECORD = "calls.read_list", "calls.record_decision"
PRINT = r"^[0-9a-f]{64}$"


class SelectionRun(models.Model):
    """One question put to the calculation: the rules of the call, what a scenario changes of them, all that it is
    calculated from. Its text is kept to the byte, so that anybody can calculate it again."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (DELIBERATE, RECORD), _("qui a demandé le calcul d’une liste"))
    append_only: ClassVar = True

    call = models.ForeignKey(Call, models.PROTECT, related_name="runs")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    changes = models.JSONField(default=dict)  # what a scenario changes; empty: the rules of the call as published
    method = models.CharField(max_length=10, choices=list(METHODS.items()))
    rules = models.CharField(max_length=20)
    seed = models.CharField(max_length=40)
    question = models.TextField()  # canonical JSON in the words of `marelle select`
    fingerprint = models.CharField(max_length=64)  # of the question
    asked_at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    program = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "calls_selection_run"
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="calls_run_number"),
            models.CheckConstraint(condition=Q(fingerprint__regex=PRINT), name="calls_run_fingerprint"),
            models.CheckConstraint(condition=~Q(name="") & Q(method__in=list(METHODS)), name="calls_run_named"),
            models.CheckConstraint(condition=~Q(person_id=None, program=""), name="calls_run_somebody_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} · {self.number}"

    def perimeters(self) -> frozenset[Perimeter]:
        return frozenset({NATIONAL})


class SelectionAnswer(models.Model):
    """What the calculation answered to one question, to the byte: a list with its proof, or why there is none."""

    data_class: ClassVar = DataClass.C1
    append_only: ClassVar = True
    kept: ClassVar = Kept(Purpose.PROGRAMME, (DELIBERATE, RECORD), _("la liste calculée d’un appel"))

    run = models.OneToOneField(SelectionRun, models.PROTECT, related_name="answer")
    text = models.TextField(blank=True)  # as `marelle select` writes it; nothing when no list respects the rules
    refusal = models.TextField(blank=True)  # the rules that contradict each other, in a sentence
    fingerprint = models.CharField(max_length=64, blank=True)
    computed_at = models.DateTimeField()

    class Meta:
        db_table = "calls_selection_answer"
        constraints = [
            models.CheckConstraint(
                condition=(~Q(text="") & Q(refusal="", fingerprint__regex=PRINT))
                | (Q(text="", fingerprint="") & ~Q(refusal="")),
                name="calls_answer_list_or_why_not",
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id}"


class SelectionStudy(models.Model):
    """What was calculated around an answer, by the worker: the margins of each candidature, its stability."""

    data_class: ClassVar = DataClass.C1
    append_only: ClassVar = True
    kept: ClassVar = Kept(Purpose.PROGRAMME, (DELIBERATE, RECORD), _("l’étude d’une liste calculée"))

    run = models.ForeignKey(SelectionRun, models.PROTECT, related_name="studies")
    kind = models.CharField(max_length=10, choices=list(STUDIES.items()))
    text = models.TextField()  # canonical JSON
    computed_at = models.DateTimeField()

    class Meta:
        db_table = "calls_selection_study"
        constraints = [
            models.UniqueConstraint(fields=["run", "kind"], name="calls_study_once"),
            models.CheckConstraint(condition=Q(kind__in=list(STUDIES)), name="calls_study_known_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} · {self.kind}"


class ListProposal(models.Model):
    """One list on its way from a calculation to decisions: deliberated, frozen, signed by named people, decided.

    A computed list is a proposal. Each frozen version is one of its dossier; whoever must sign has a seat there.
    """

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (DELIBERATE, RECORD), _("qui a proposé la liste d’un appel"))

    call = models.ForeignKey(Call, models.PROTECT, related_name="lists")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(SelectionRun, models.PROTECT, related_name="lists")
    dossier = models.OneToOneField("kernel.Dossier", models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=LIST.choices, default="deliberated")
    waiting = models.PositiveSmallIntegerField(default=0)  # how many stand on the list of those who may be called
    opened_at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "calls_list"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LIST.codes), name="calls_list_known_state"),
            # One list at a time is under way in a call; one decided list for each batch, or for the whole call.
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(state__in=UNDER_WAY),
                name="calls_list_one_under_way",
            ),
            models.UniqueConstraint(
                fields=["call", "batch"],
                condition=Q(state="decided"),
                nulls_distinct=False,
                name="calls_list_one_decided",
            ),
            models.CheckConstraint(
                condition=Q(state="decided", decided_at__isnull=False) | (~Q(state="decided") & Q(decided_at=None)),
                name="calls_list_decided_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} · {self.run_id}"

    @property
    def stage(self) -> State:
        return LIST.state(self.state)

    def perimeters(self) -> frozenset[Perimeter]:
        return frozenset({NATIONAL})


class Signatory(models.Model):
    """One person named to sign a list; their signature is a voice of its dossier, on one frozen version."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY, DELIBERATE), _("qui signe la liste d’un appel"))

    proposal = models.ForeignKey(ListProposal, models.PROTECT, related_name="signatories")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    class Meta:
        db_table = "calls_signatory"
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="calls_signatory_once")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.proposal_id}"

    @property
    def seat(self) -> str:
        return f"person-{self.person_id}"


class Override(models.Model):
    """What the jury says of one candidature against the calculation, and why; the last word counts, all are kept."""

    data_class: ClassVar = DataClass.C1
    append_only: ClassVar = True
    kept: ClassVar = Kept(
        Purpose.PROGRAMME, (EVERYBODY, DELIBERATE), _("qui a écarté le résultat du calcul, et pourquoi")
    )

    proposal = models.ForeignKey(ListProposal, models.PROTECT, related_name="overrides")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    saying = models.CharField(max_length=12, choices=list(SAYINGS.items()))
    reason = models.TextField()
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        db_table = "calls_override"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="calls_override_explained"),
            models.CheckConstraint(condition=Q(saying__in=list(SAYINGS)), name="calls_override_known_saying"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.saying}"


class ListLine(models.Model):
    """What one frozen version of a list says of one candidature: in, waiting (and in which place), or out."""

    data_class: ClassVar = DataClass.C1
    append_only: ClassVar = True
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY, DELIBERATE), _("la place d’une candidature sur une liste"))

    proposal = models.ForeignKey(ListProposal, models.PROTECT, related_name="lines")
    version = models.ForeignKey("kernel.DossierVersion", models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    place = models.CharField(max_length=10, choices=list(PLACES.items()))
    order = models.PositiveSmallIntegerField(null=True)  # on the list of those who may be called

    class Meta:
        db_table = "calls_list_line"
        constraints = [
            models.UniqueConstraint(fields=["version", "application"], name="calls_line_once"),
            models.UniqueConstraint(fields=["version", "order"], name="calls_line_order"),
            models.CheckConstraint(condition=Q(place__in=list(PLACES)), name="calls_line_known_place"),
            models.CheckConstraint(
                condition=Q(place="waiting", order__isnull=False) | (~Q(place="waiting") & Q(order=None)),
                name="calls_line_waits_in_an_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.place}"


class ListAmount(models.Model):
    """What a line gives in one year. Its migration adds in SQL: no list gives more than the envelope of its call."""

    data_class: ClassVar = DataClass.C1
    append_only: ClassVar = True
    kept: ClassVar = Kept(Purpose.PROGRAMME, (EVERYBODY, DELIBERATE), _("le montant d’une candidature retenue"))

    line = models.ForeignKey(ListLine, models.PROTECT, related_name="amounts")
    year = models.PositiveSmallIntegerField()
    cents = CentsField()

    class Meta:
        db_table = "calls_list_amount"
        constraints = [
            models.UniqueConstraint(fields=["line", "year"], name="calls_list_amount_once"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="calls_list_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} · {self.year}"
