import json
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, held
from marelle.kernel.clock.models import MarelleNow

from .rules import OPINIONS, DossierRule, read_rule


class Dossier(models.Model):
    """One thing on which several must speak, and the rule that says who. What it is about, its holder knows."""

    data_class: ClassVar = DataClass.C1
    kept: ClassVar = held()

    kind = models.CharField(max_length=80)
    rule_data = models.JSONField()
    latest = models.PositiveIntegerField(default=0)  # the number of the version on which one may speak
    opened_at = models.DateTimeField(db_default=MarelleNow())

    class Meta:
        db_table = "kernel_dossier"

    @cached_property
    def rule(self) -> DossierRule:
        return read_rule(self.rule_data)


class DossierVersion(models.Model):
    """One frozen content: exactly what was read by those who spoke on it. Its fingerprint is that of its text."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = held(_("le texte déposé, et qui l’a déposé"))
    append_only: ClassVar = True

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()  # canonical JSON: a text, because a database may rewrite a JSON
    fingerprint = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "kernel_dossier_version"
        indexes = [models.Index(fields=["fingerprint"], name="kernel_dossier_fingerprint")]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="kernel_dossier_version_number"),
            models.CheckConstraint(
                condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"), name="kernel_dossier_version_fingerprint"
            ),
        ]

    @cached_property
    def content(self) -> Any:
        return json.loads(self.text)


class Voice(models.Model):
    """What one seat said on one version, by whom, for which organisation, and why. Never changed, never taken back."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = held(_("l’avis d’une personne, pour qui elle parle, et ses motifs"))
    append_only: ClassVar = True

    version = models.ForeignKey(DossierVersion, on_delete=models.PROTECT, related_name="voices")
    seat = models.CharField(max_length=60)
    person_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    opinion = models.CharField(max_length=20, choices=[(code, code) for code in OPINIONS])
    reasons = models.TextField()
    spoken_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_dossier_voice"
        constraints = [
            models.UniqueConstraint(fields=["version", "seat"], name="kernel_voice_one_per_seat"),
            models.UniqueConstraint(fields=["version", "person_id"], name="kernel_voice_one_per_person"),
            models.CheckConstraint(condition=Q(opinion__in=list(OPINIONS)), name="kernel_voice_known_opinion"),
        ]
