"""The terms of a call: published before it opens, frozen from then on (in SQL, whoever writes)."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from marelle.kernel.access import DataClass
from marelle.kernel.money import CentsField

from .calls import Call


class Criterion(models.Model):
    """One thing on which files are marked: its weight, its scale, and what each whole mark means."""

    data_class: ClassVar = DataClass.C0

    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    weight = models.DecimalField(max_digits=8, decimal_places=4)
    mark_min = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(0))
    mark_max = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(5))
    mark_step = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(1))
    # A whole mark → the sentence that says when to give it: {"0": "…", "1": "…"}.
    anchors = models.JSONField(default=dict)

    class Meta:
        db_table = "calls_criterion"
        ordering = ["call", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="calls_criterion_code"),
            models.UniqueConstraint(
                fields=["call", "order"], name="calls_criterion_order", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=~Q(code="") & ~Q(title=""), name="calls_criterion_has_a_name"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="calls_criterion_weighs"),
            models.CheckConstraint(
                condition=Q(mark_max__gt=F("mark_min")) & Q(mark_step__gt=0) & Q(mark_min__gte=0),
                name="calls_criterion_scale",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CallEnvelope(models.Model):
    """What a call may give in one civil year, as published; the ledger opens the same amount when the call opens."""

    data_class: ClassVar = DataClass.C0

    call = models.ForeignKey(Call, models.CASCADE, related_name="envelopes")
    year = models.PositiveSmallIntegerField()
    cents = CentsField()

    class Meta:
        db_table = "calls_envelope"
        ordering = ["call", "year"]
        constraints = [
            models.UniqueConstraint(fields=["call", "year"], name="calls_envelope_year"),
            models.CheckConstraint(condition=Q(year__range=(2013, 2100)), name="calls_envelope_plausible_year"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="calls_envelope_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} · {self.year}"


class RequiredDocument(models.Model):
    """One document that a file must, or may, carry, and the question of the form at which it is joined."""

    data_class: ClassVar = DataClass.C0

    call = models.ForeignKey(Call, models.CASCADE, related_name="documents")
    code = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    compulsory = models.BooleanField(default=True)
    # The code of a question of the form of the call; a call does not open while one is missing.
    question = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        db_table = "calls_required_document"
        ordering = ["call", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="calls_document_code"),
            models.UniqueConstraint(
                fields=["call", "question"], condition=~Q(question=""), name="calls_document_question"
            ),
            models.UniqueConstraint(
                fields=["call", "order"], name="calls_document_order", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=~Q(code="") & ~Q(title=""), name="calls_document_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.title


class PreselectedSite(models.Model):
    """One site that the State chose in advance: in a call by preselection, only these may apply."""

    data_class: ClassVar = DataClass.C0

    call = models.ForeignKey(Call, models.CASCADE, related_name="preselected")
    site = models.ForeignKey("territories.Site", models.PROTECT, related_name="+")

    class Meta:
        db_table = "calls_preselected_site"
        constraints = [models.UniqueConstraint(fields=["call", "site"], name="calls_preselected_once")]

    def __str__(self) -> str:
        return f"{self.site_id} → {self.call_id}"
