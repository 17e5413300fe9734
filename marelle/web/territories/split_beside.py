"""What a split places beside the ground and the actions: schools, tasks, meetings, partners; where, and why there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.observatory.queries.splitting import Whole, named, naming, quarters_around
from marelle.domains.projects.models import Meeting, ProjectTask
from marelle.domains.projects.queries import agenda_actions
from marelle.domains.projects.rules.placing import (
    BY_ACTIONS,
    BY_COMMUNE,
    BY_NAME,
    BY_NOTHING,
    BY_OUTLINE,
    Proposal,
)
from marelle.domains.territories.models import School
from marelle.kernel.money import euros
from marelle.web.ui.moments import moment

EVERYWHERE, NOWHERE, STAYS, BY_RULE = "all", "none", "stays", "rule"


@dataclass(frozen=True, slots=True)
class Placed:
    """What is proposed of one field, and the sentence that says why."""

    value: str
    why: str


def why_school(whole: Whole, school: School, told: Proposal, sides: Mapping[str, int]) -> str:
    """Why a school is proposed where it is, or why somebody decides."""
    if told.by == BY_NOTHING:
        return _("À décider\u00a0: ni son adresse, ni une action, ni sa commune ne le rattache à un quartier placé.")
    if told.part is None:
        parts = ", ".join(str(one) for one in sorted(told.touched))
        return _(
            "À décider entre les parts {parts}\u00a0: ce qui en est dit (adresse, actions, nom, commune) "
            "touche les deux."
        ).format(parts=parts)
    places = sorted(whole.names.get(code, code) for code in _places(whole, school, told, sides))
    facts = {"n": told.part, "places": ", ".join(places), "codes": _codes(whole, school, told, sides)}
    return _WHY[told.by].format(**facts)


_WHY = {
    BY_OUTLINE: gettext_lazy("Proposé\u00a0: part {n}, son adresse est dans le quartier {places}."),
    BY_ACTIONS: gettext_lazy("Proposé\u00a0: part {n}, d’après les actions qui le nomment\u00a0: {codes} ({places})."),
    BY_NAME: gettext_lazy("Proposé\u00a0: part {n}, il porte le nom du quartier {places}. À vérifier."),
    BY_COMMUNE: gettext_lazy("Proposé\u00a0: part {n}, où sont tous les quartiers de sa commune ({places})."),
}


def _places(whole: Whole, school: School, told: Proposal, sides: Mapping[str, int]) -> set[str]:
    """The quarters by which a school is proposed."""
    if told.by == BY_OUTLINE:
        return set(whole.within[school.pk])
    if told.by == BY_ACTIONS:
        return {code for one in _here(whole, school, told, sides) for code in one.quarter_codes}
    return named(whole, school) if told.by == BY_NAME else quarters_around(whole, school)


def _here(whole: Whole, school: School, told: Proposal, sides: Mapping[str, int]) -> list[Any]:
    """The actions that name a school and are whole in the part where it is proposed."""
    named = naming(whole, school)
    return [one for one in named if {sides.get(code) for code in one.quarter_codes} == {told.part}]


def _codes(whole: Whole, school: School, told: Proposal, sides: Mapping[str, int]) -> str:
    here = _here(whole, school, told, sides)
    return ", ".join(one.code for one in here[:4]) + ("…" if len(here) > 4 else "")


def task_placed(whole: Whole, task: ProjectTask, said: Mapping[str, Any], parts: int) -> Placed:
    """A task goes with the person who does it; to the first part when that person goes in several."""
    held = [one for one in whole.rights if one.person_id == task.owner_id]
    goes = {str(said.get(f"r_{one.pk}") or EVERYWHERE) for one in held} - {NOWHERE}
    who = task.owner.full_name
    if len(goes) == 1 and (only := next(iter(goes))) != EVERYWHERE:
        return Placed(only, _("Proposé\u00a0: part {n}, où va {who}.").format(n=only, who=who))
    if not goes:
        return Placed("1", _("Proposé\u00a0: part 1. {who} n’a de droit dans aucune part.").format(who=who))
    return Placed("1", _("Proposé\u00a0: part 1. {who} va dans plusieurs parts\u00a0: à vous de voir.").format(who=who))


def meeting_placed(whole: Whole, meeting: Meeting, said: Mapping[str, Any]) -> Placed:
    """A meeting goes with the actions of its agenda; else it is held in common."""
    here = {one.pk: one.code for one in whole.actions if one.pk in agenda_actions(meeting)}
    goes = {str(said.get(f"a_{pk}") or "") for pk in here} - {""}
    codes = ", ".join(here.values())
    if len(goes) == 1:
        part = next(iter(goes))
        return Placed(
            part, _("Proposé\u00a0: part {n}, où va {codes} de son ordre du jour.").format(n=part, codes=codes)
        )
    if goes:
        return Placed(
            STAYS,
            _("Proposé\u00a0: en commun. Son ordre du jour touche plusieurs parts ({codes}).").format(codes=codes),
        )
    return Placed(STAYS, _("Proposé\u00a0: en commun. Son ordre du jour ne dit aucune action en cours."))


def why_partner(whole: Whole, quarters: tuple[str, ...], sides: Mapping[str, int]) -> str:
    """Where the rule sends an organisation."""
    goes = sorted({sides[code] for code in quarters if code in sides})
    if not quarters or not goes:
        return _("Sa fiche ne dit aucun quartier\u00a0: proposée dans chaque part.")
    places = ", ".join(sorted(whole.names.get(code, code) for code in quarters))
    said = ngettext(
        "Proposé\u00a0: part {parts}, où est {places}.", "Proposé\u00a0: parts {parts}, où sont {places}.", len(goes)
    )
    return said.format(parts=", ".join(map(str, goes)), places=places)


def partner_parts(quarters: tuple[str, ...], sides: Mapping[str, int], parts: int) -> list[int]:
    """The parts, from 0, where the rule sends an organisation."""
    goes = sorted({sides[code] - 1 for code in quarters if code in sides})
    return goes or list(range(parts))


def task_label(task: ProjectTask) -> str:
    return _("{what}, {who}, pour le {day}").format(
        what=task.what, who=task.owner.full_name, day=task.due_on.strftime("%d/%m/%Y")
    )


def meeting_label(meeting: Meeting) -> str:
    return _("{body}, {when}").format(body=meeting.body.name, when=moment(meeting.starts_at))


def what_stays(whole: Whole) -> list[str]:
    """What stays with the site that ends, in sentences: it is carried through there, and read from each part."""
    told = [
        _("La revue {year}, ouverte\u00a0: elle s’achève avec la cité d’avant. Chaque part ouvre la sienne.").format(
            year=one.year
        )
        for one in whole.under_way.reviews
    ]
    told += [
        _(
            "La réserve «\u00a0{what}\u00a0»\u00a0: elle se lève là où elle a été dite, et se lit dans chaque part."
        ).format(what=one.what[:120])
        for one in whole.under_way.reservations
    ]
    codes = {one.pk: one.code for one in whole.actions}
    return told + [
        _(
            "La subvention {code} de {voted} pour {action}, dont {paid} versés\u00a0: elle reste au registre où elle a "
            "été votée, ses versements aussi, et se lit avec l’action là où elle va."
        ).format(
            code=one.grant.code,
            voted=euros(one.voted),
            paid=euros(one.paid),
            action=codes.get(one.grant.action_id, one.grant.action.title),
        )
        for one in whole.grants
    ]
