from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext

from marelle.kernel.access import DataClass


class Role(models.Model):
    """One function that a person may hold, as written in `roles.toml`: « déléguée du préfet », « animatrice ».

    `label` and `description` are French, as the file writes them; `name` and `about` are for whoever reads.
    """

    data_class: ClassVar = DataClass.C0

    code = models.CharField(max_length=40, primary_key=True)
    label = models.CharField(max_length=120)
    description = models.TextField()
    # The kinds of perimeter on which it may be held; empty for those who never log in (the public).
    perimeter_kinds = ArrayField(models.CharField(max_length=20), default=list)
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "accounts_role"
        ordering = ("position",)

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        return gettext(self.label)

    @property
    def about(self) -> str:
        return gettext(self.description)


class Permission(models.Model):
    """One gesture that somebody may be allowed, with the class of the data that it opens."""

    data_class: ClassVar = DataClass.C0

    code = models.CharField(max_length=60, primary_key=True)
    label = models.CharField(max_length=160)
    opens = models.PositiveSmallIntegerField(choices=[(member.value, member.name) for member in DataClass])
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "accounts_permission"
        ordering = ("position",)

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """Its label, in the reader's language."""
        return gettext(self.label)

    @property
    def opened_class(self) -> DataClass:
        return DataClass(self.opens)


class RolePermission(models.Model):
    """One cell of the printed table: this role allows this gesture."""

    data_class: ClassVar = DataClass.C0

    role = models.ForeignKey(Role, models.CASCADE, related_name="granted")
    permission = models.ForeignKey(Permission, models.CASCADE, related_name="+")

    class Meta:
        db_table = "accounts_role_permission"
        constraints = [models.UniqueConstraint(fields=["role", "permission"], name="accounts_role_permission_once")]

    def __str__(self) -> str:
        return f"{self.role_id} → {self.permission_id}"
