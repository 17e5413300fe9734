"""The bodies of a cité, a line each: its level, how often it meets, who sits in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.domains.accounts.models import Person
from marelle.kernel.tables import ALWAYS, Asked, Choice, Choices, Column, Text, Whole, WorkingTable, YesNo, needs

from ...access.projects import READ
from ...access.steering import STEER
from ...models import Body
from ...queries.steering import bodies_of, people_here, roles_here
from ...rules.steering import LEVELS, BodyClosed
from ...states.steering import RHYTHMS
from ..steering import change_body, close_body, open_body
from .ground import name_of


def _rows(asked: Asked) -> Sequence[Body]:
    return bodies_of(asked.ground, closed=True)


def _roles(asked: Asked) -> Choices:
    found = asked.once("roles", roles_here)
    return Choices({role.code: role.name for role in found})


def _people(asked: Asked) -> Choices:
    """Those who may sit by their name; homonyms are told apart by their number."""
    there = _there(asked)
    names = [name_of(one) for one in there]
    return Choices(
        {str(one.pk): name_of(one) if names.count(name_of(one)) == 1 else f"{name_of(one)} [{one.pk}]" for one in there}
    )


def _there(asked: Asked) -> list[Person]:
    found: list[Person] = asked.once("deciding people", lambda: people_here(asked.ground, asked.at))
    return found


def _sitting(body: Any) -> tuple[str, ...]:
    return tuple(str(one.person_id) for one in body.told_members if one.person_id)


def _by_role(body: Any) -> tuple[str, ...]:
    return tuple(one.role_id for one in body.told_members if one.role_id)


def _named(asked: Asked, codes: Sequence[str] | None) -> list[Person]:
    return [one for one in _there(asked) if str(one.pk) in set(codes or ())]


def _open(asked: Asked, said: Mapping[str, Any]) -> Body:
    body = open_body(
        by=asked.by,
        at=asked.at,
        project=asked.ground,
        name=said["name"],
        level=said["level"],
        rhythm=said["rhythm"],
        roles=said.get("roles") or (),
        people=_named(asked, said.get("people")),
    )
    if said.get("closed"):
        close_body(by=asked.by, at=asked.at, body=body)
    return body


def _change(asked: Asked, body: Body, said: Mapping[str, Any]) -> None:
    told: dict[str, Any] = {"by": asked.by, "at": asked.at, "body": body}
    if set(said) - {"closed"}:
        there = {"name": body.name, "level": body.level, "rhythm": body.rhythm, "roles": _by_role(body)}
        changed = {code: said.get(code, value) for code, value in there.items()}
        changed["roles"] = changed["roles"] or ()
        people = said["people"] if "people" in said else _sitting(body)
        change_body(people=_named(asked, people), **changed, **told)
    if said.get("closed"):
        close_body(**told)
    elif set(said) == {"closed"}:
        raise BodyClosed(name=body.name)


BODIES = WorkingTable(
    "bodies",
    _("Instances"),
    (
        Column("body", _("Numéro"), Text(20), lambda one: f"I-{one.pk}"),
        Column("name", _("Nom"), Text(120), lambda one: one.name, ALWAYS, required=True),
        Column("level", _("Niveau"), Whole(min(LEVELS), max(LEVELS)), lambda one: one.level, ALWAYS, required=True),
        Column("rhythm", _("Rythme"), Choice(RHYTHMS), lambda one: one.rhythm, ALWAYS, required=True),
        Column("roles", _("Y siègent par leur rôle"), _roles, _by_role, ALWAYS),
        Column("people", _("Y siègent par leur nom"), _people, _sitting, ALWAYS),
        Column("closed", _("Instance fermée"), YesNo(), lambda one: one.closed_at is not None, ALWAYS),
    ),
    rows=_rows,
    see=needs(READ),
    must=needs(STEER),
    open=_open,
    change=_change,
    about=_(
        "Une instance par ligne. Une ligne de plus, sans numéro, ouvre une instance\u00a0; "
        "«\u00a0oui\u00a0» dans «\u00a0Close\u00a0» la clôt."
    ),
)
