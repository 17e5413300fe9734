"""The one door: load a record and authorise in the same gesture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

from .words import words_of

if TYPE_CHECKING:
    from .viewer import Perimeter, Viewer


class NotFound(Refused):
    """There is nothing here for this viewer: absent, or outside their perimeter. The two are never told apart."""

    code = "access.not_found"
    sentence = _("Cette page n’existe pas, ou elle n’est pas dans votre périmètre. Revenez à votre accueil.")
    status = 404


class Forbidden(Refused):
    """The record is within the perimeter, but the right is missing."""

    code = "access.forbidden"
    sentence = _(
        "Il vous manque ici ce droit\u00a0: «\u00a0{permission}\u00a0». "
        "Demandez-le à la personne qui gère les accès de votre organisation."
    )
    status = 403

    def __init__(self, *, permission: str) -> None:
        super().__init__(permission=words_of(permission))
        self.permission = permission


class Placed(Protocol):
    """A record that knows which perimeters contain it."""

    def perimeters(self) -> frozenset[Perimeter]: ...


Record = TypeVar("Record", bound=Model)


def load(viewer: Viewer, permission: str, visible: QuerySet[Record], **lookup: Any) -> Record:
    """The record of `visible` that matches `lookup`, if the viewer may `permission` on it.

    Refuses with `NotFound` outside `visible` (also on a malformed key), with `Forbidden` inside without the right.
    Price: one query.
    """
    try:
        record = visible.get(**lookup)
    except (ObjectDoesNotExist, ValueError, TypeError, ValidationError):
        raise NotFound from None
    viewer.must(permission, record.perimeters() if hasattr(record, "perimeters") else None)
    return record
