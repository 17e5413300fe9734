from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import ONESELF, DataClass, Kept, Purpose
from marelle.kernel.clock.models import MarelleNow


class PersonManager(BaseUserManager["Person"]):
    """Finds a person by their address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """One human being who may log in. What they may do is never here: see `Membership`."""

    data_class: ClassVar = DataClass.C2
    kept: ClassVar = Kept(
        Purpose.PROGRAMME,
        (ONESELF, "accounts.see_members", "accounts.deactivate_person", "calls.read_application"),
        _("le nom, le prénom, l’adresse électronique et l’empreinte du mot de passe"),
    )

    email = models.EmailField(_("adresse électronique"))
    given_name = models.CharField(_("prénom"), max_length=80)
    family_name = models.CharField(_("nom"), max_length=80)
    invented = models.BooleanField(default=False)  # a character of the demonstration, never a real person
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(db_default=MarelleNow())
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")  # oneself: the person left

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["given_name", "family_name"]

    class Meta:
        db_table = "accounts_person"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_person_one_address"),
            models.CheckConstraint(
                condition=~models.Q(given_name="") & ~models.Q(family_name=""), name="accounts_person_has_a_name"
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=True, closed_at=None, closed_by=None)
                | models.Q(is_active=False, closed_at__isnull=False),
                name="accounts_person_open_or_closed",
            ),
            # An invented person can never receive mail: the domain .invalid belongs to nobody.
            models.CheckConstraint(
                condition=models.Q(invented=False) | models.Q(email__iendswith=".invalid"),
                name="accounts_person_invented_address",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)
