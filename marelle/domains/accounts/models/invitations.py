from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import DataClass, Kept, Perimeter, Purpose

from .organisations import Organisation
from .people import Person
from .roles import Role


class Invitation(models.Model):
    """One letter that lets somebody take a right, once, before a day. Of its link, only a fingerprint."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(
        Purpose.PROGRAMME,
        ("accounts.see_members",),
        _("l’adresse électronique d’une personne invitée, et qui l’invite"),
    )

    fingerprint = models.CharField(max_length=64, unique=True)  # sha256 of the token, in hexadecimal
    email = models.EmailField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    perimeter_kind = models.CharField(max_length=20)
    perimeter_code = models.CharField(max_length=40, blank=True)
    valid_to = models.DateTimeField()  # the end of the right that it gives
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_invitation"
        constraints = [
            models.CheckConstraint(
                condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"), name="accounts_invitation_fingerprint"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="accounts_invitation_lasts"),
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None)
                | Q(used_at__isnull=False, used_by__isnull=False, withdrawn_at=None),
                name="accounts_invitation_used_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(invited_by=None) | Q(used_by=None) | ~Q(invited_by=F("used_by")),
                name="accounts_invitation_not_to_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} → {self.organisation_id}"

    @property
    def perimeter(self) -> Perimeter:
        return Perimeter(self.perimeter_kind, self.perimeter_code)
