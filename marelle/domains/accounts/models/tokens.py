from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import ONESELF, DataClass, Kept, Purpose

from .people import Person


class ApiToken(models.Model):
    """One key that a person made for a program of theirs: which of their rights it may use, and until when.

    It never gives a right: at each request it holds what its person still holds, and no more than it names. Of the
    secret, only a fingerprint is kept.
    """

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(
        Purpose.PROGRAMME,
        (ONESELF,),
        _("les jetons qu’une personne a faits pour ses programmes, et le jour où chacun a servi"),
    )

    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64, unique=True)  # sha256 of the token, in hexadecimal
    ending = models.CharField(max_length=4)  # its last characters, by which its owner recognises it
    permissions = ArrayField(models.CharField(max_length=60))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)  # the last day on which it served: no finer trace of its person is kept

    class Meta:
        db_table = "accounts_api_token"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="accounts_api_token_has_a_name"),
            models.CheckConstraint(
                condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"), name="accounts_api_token_fingerprint"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="accounts_api_token_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (…{self.ending})"
