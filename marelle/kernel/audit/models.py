from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import ONESELF, PROGRAMS, DataClass, Kept, Purpose, RowPolicy
from marelle.kernel.clock.models import MarelleNow

READER = "current_setting('app.duty', true) in ('sealer', 'auditor')"
# A technician reads the gestures by which an installation runs, and no other; the chain itself says nothing of anybody.
TECHNICAL = ", ".join(f"'{domain}'" for domain in ("audit", "clock", *getattr(settings, "AUDIT_TECHNICAL", ())))
TECHNICIAN = f"current_setting('app.duty', true) = 'technician' and split_part(action, '.', 1) in ({TECHNICAL})"
CHAIN_READER = "current_setting('app.duty', true) in ('sealer', 'auditor', 'technician')"
SEALER = "current_setting('app.duty', true) = 'sealer'"
OWN = "person_id = nullif(current_setting('app.person', true), '')::bigint"


class AuditEntry(models.Model):
    """One gesture: who did or read what, when, on what, and why. Never changed, never removed."""

    data_class: ClassVar = DataClass.C9
    kept: ClassVar = Kept(
        Purpose.SECURITY,
        (ONESELF, "audit.read", "audit.read_technical"),
        _("les gestes faits ici : le numéro de la personne, quoi, quand, sur quoi et pourquoi"),
    )
    append_only: ClassVar = True
    row_policy: ClassVar = RowPolicy(select=f"{READER} or {OWN} or ({TECHNICIAN})", insert="true")

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=MarelleNow())
    recorded_at = models.DateTimeField()  # the machine's real clock, filled by the database
    person_id = models.BigIntegerField(null=True)
    program = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    is_read = models.BooleanField(default=False)
    why = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "kernel_audit_entry"
        indexes = [
            models.Index(fields=["object_kind", "object_id", "id"], name="kernel_audit_object"),
            models.Index(fields=["person_id", "id"], name="kernel_audit_person"),
            models.Index(fields=["action", "id"], name="kernel_audit_action"),
            models.Index(fields=["at"], name="kernel_audit_at"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(person_id=None, program=""), name="kernel_audit_somebody_acts"),
        ]


class AuditPending(models.Model):
    """An entry that the sealer has not chained yet. Written by a trigger, so that nobody waits on anybody."""

    data_class: ClassVar = DataClass.C9
    kept: ClassVar = Kept(Purpose.SECURITY, (PROGRAMS,), until=_("quelques secondes, le temps d’être scellée"))
    row_policy: ClassVar = RowPolicy(select=CHAIN_READER, insert="true", delete=SEALER)

    entry_id = models.BigIntegerField(primary_key=True)

    class Meta:
        db_table = "kernel_audit_pending"


class AuditSeal(models.Model):
    """One link of the chain: the hash of an entry together with the hash of the link before it."""

    data_class: ClassVar = DataClass.C9
    kept: ClassVar = Kept(
        Purpose.SECURITY,
        ("audit.read", "audit.read_technical"),
        until=_("toujours : une empreinte ne désigne personne"),
    )
    append_only: ClassVar = True
    row_policy: ClassVar = RowPolicy(select=CHAIN_READER, insert=SEALER)

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    digest = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_audit_seal"
