"""The register of roles of a cité, a line each: who holds what, for whom, since when; a role may be ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.domains.accounts.models import Membership
from marelle.domains.accounts.services import end_membership
from marelle.kernel.access import Forbidden
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.tables import ALWAYS, Asked, Column, Day, Text, WorkingTable, YesNo

from ...access.steering import STEER, sees_roles
from ...queries.roles import held_in

END = "accounts.end_membership"


class RoleEnded(Refused):
    """A role that has ended is given anew, by an invitation."""

    code = "projects.role_ended"
    sentence = _("Un rôle terminé ne se rouvre pas\u00a0: invitez de nouveau cette personne.")
    status = 409


def _rows(asked: Asked) -> Sequence[Membership]:
    rows = held_in(asked.ground, asked.at)
    for one in rows:
        one.is_over = one.valid_to <= asked.at  # type: ignore[attr-defined]
    return rows


def _day(instant: datetime) -> date:
    return instant.astimezone(PARIS).date()


def _end(asked: Asked, right: Membership, said: Mapping[str, Any]) -> None:
    if not said.get("ended"):
        raise RoleEnded(field="ended")
    end_membership(by=asked.by, at=asked.at, membership=right)


def _see(asked: Asked) -> None:
    if not sees_roles(asked.by, asked.ground):
        raise Forbidden(permission=STEER)


def _must(asked: Asked) -> None:
    _see(asked)
    asked.by.must(END, asked.within)


ROLES = WorkingTable(
    "roles",
    _("Rôles"),
    (
        Column("right", _("Numéro"), Text(20), lambda one: f"M-{one.pk}"),
        Column("role", _("Rôle"), Text(300), lambda one: one.role.name),
        Column("who", _("Qui"), Text(300), lambda one: one.person.full_name),
        Column("body", _("Pour"), Text(300), lambda one: one.organisation.name),
        Column("since", _("Depuis le"), Day(), lambda one: _day(one.valid_from)),
        Column("until", _("Jusqu’au"), Day(), lambda one: _day(one.valid_to)),
        Column("ended", _("Terminé"), YesNo(), lambda one: one.is_over, ALWAYS),
    ),
    rows=_rows,
    see=_see,
    must=_must,
    change=_end,
    about=_(
        "Un rôle par ligne. «\u00a0Oui\u00a0» dans «\u00a0Terminé\u00a0» met fin à ce rôle aujourd’hui. "
        "Un rôle se donne par une invitation."
    ),
)
