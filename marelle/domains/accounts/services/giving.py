"""Who may give (or take back) which role where: one rule for grants, invitations and ends."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import Forbidden, Perimeter, Viewer
from marelle.kernel.errors import Refused

from ..models import Organisation, Role
from ..rules.rights import beyond, outlasts


class OutsideYourPerimeter(Forbidden):
    """The right to invite is held, but elsewhere."""

    code = "accounts.outside_your_perimeter"
    sentence = _(
        "Vous gérez des accès, mais pas à cet endroit. Demandez ce geste à la personne qui les gère là-bas, "
        "ou à l’équipe nationale."
    )


class MoreThanOneHolds(Refused):
    """The role allows gestures that the giver does not hold there."""

    code = "accounts.more_than_one_holds"
    sentence = _(
        "Le rôle « {role} » permet des gestes que vous n’avez pas à cet endroit. "
        "Demandez à une personne qui les a, ou à l’équipe nationale, de le donner."
    )
    status = 403


class NotToOneself(Refused):
    """Nobody gives a right to themselves."""

    code = "accounts.not_to_oneself"
    sentence = _("On ne se donne pas un droit à soi-même. Demandez à une autre personne qui gère les accès.")
    status = 403


class RoleNotHeldThere(Refused):
    """This role is never held on this kind of place."""

    code = "accounts.role_not_held_there"
    sentence = _("Le rôle « {role} » ne se tient pas sur ce type de périmètre. Choisissez un autre périmètre.")


class RightTooLong(Refused):
    """Every right comes up for renewal."""

    code = "accounts.right_too_long"
    sentence = _("Un droit dure trois ans au plus, puis se renouvelle. Choisissez une date de fin plus proche.")


class EndBeforeBeginning(Refused):
    """A right must end after it begins."""

    code = "accounts.end_before_beginning"
    sentence = _("La fin du droit doit venir après son début. Choisissez une date de fin à venir.")


class ReasonMissing(Refused):
    """What weighs on somebody is explained."""

    code = "accounts.reason_missing"
    sentence = _("Écrivez le motif : il reste dans le journal, pour qui demandera pourquoi.")


class OrganisationEnded(Refused):
    """Nobody acts any more for an organisation that has ended."""

    code = "accounts.organisation_ended"
    sentence = _("« {name} » a pris fin : aucun droit ne s’y donne plus. Choisissez l’organisation qui lui succède.")
    status = 409


def must_live(organisation: Organisation) -> None:
    """Refuses (`OrganisationEnded`) an organisation that has ended. Its row is held, so that none ends meanwhile."""
    row = Organisation.objects.select_for_update(no_key=True).values_list("ended_at", flat=True)
    if row.get(pk=organisation.pk) is not None:
        raise OrganisationEnded(name=organisation.name)


def must_give(by: Viewer, role: Role, place: Perimeter, within: frozenset[Perimeter]) -> None:
    """Refuses unless `by` may give this role on this place."""
    if place.kind not in role.perimeter_kinds:
        raise RoleNotHeldThere(field="perimeter", role=role.name)
    _must_hold(by, "accounts.invite", role, within)


def must_take_back(by: Viewer, role: Role, within: frozenset[Perimeter]) -> None:
    """Refuses unless `by` may end this role there: the same people who could give it."""
    _must_hold(by, "accounts.end_membership", role, within)


def must_last(by: Viewer, valid_from: datetime, valid_to: datetime, at: datetime) -> None:
    """Refuses dates that no person may give; a program of the installation may go beyond three years."""
    if valid_to <= valid_from or (valid_to <= at and by.is_signed_in):
        raise EndBeforeBeginning(field="valid_to")
    if by.is_signed_in and outlasts(max(valid_from, at), valid_to):
        raise RightTooLong(field="valid_to")


def _must_hold(by: Viewer, permission: str, role: Role, within: frozenset[Perimeter]) -> None:
    if not by.may(permission, within):
        by.must(permission)
        raise OutsideYourPerimeter(permission=permission)
    if by.may("accounts.appoint", within):
        return
    allowed = role.granted.values_list("permission_id", flat=True)
    if beyond(by, allowed, within):
        raise MoreThanOneHolds(role=role.name)
