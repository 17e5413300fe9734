from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from marelle.kernel.access import DataClass

from ..states import RULE_SET
from .provenance import Source


class RuleSet(models.Model):
    """One version of the conditions of one wave, as data. A published version is never rewritten: the next replaces it.

    Its migration adds in SQL: what is published is frozen, but for the day on which it is withdrawn.
    """

    data_class: ClassVar = DataClass.C0

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150)
    summary = models.TextField(blank=True)
    content = models.JSONField()
    applies_from = models.DateField()
    applies_to = models.DateField(null=True)  # null: still
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    status = models.CharField(max_length=10, choices=RULE_SET.choices, default="draft")
    published_at = models.DateTimeField(null=True)
    person_id = models.BigIntegerField(null=True)
    program = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="territories_rule_set_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(status="published"), name="territories_rule_set_one_published"
            ),
            models.CheckConstraint(condition=Q(status__in=RULE_SET.codes), name="territories_rule_set_status"),
            models.CheckConstraint(
                condition=Q(status="draft", published_at=None) | (~Q(status="draft") & Q(published_at__isnull=False)),
                name="territories_rule_set_dated",
            ),
            models.CheckConstraint(
                condition=Q(applies_to=None) | Q(applies_to__gt=F("applies_from")), name="territories_rule_set_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def name(self) -> str:
        """Its title, in the reader's language where the catalogue has it."""
        return gettext(self.title)

    @property
    def about(self) -> str:
        """Its summary, likewise."""
        return gettext(self.summary)
