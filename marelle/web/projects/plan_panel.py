"""The cell that is open: its numbers, its actions, what is next door and could fill it, what is proposed there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.projects.models import Action
from marelle.domains.projects.queries.coverage import Coverage, Proposals
from marelle.engines.coverage import ANY, Brings, Cell, Filler, Hole, Reason, Slot, by_poverty, fillers, holes

from .plan_asked import Asked, Place
from .plan_poverty import gap_in_short
from .plan_squares import View
from .plan_words import (
    ages_words,
    around_words,
    band_words,
    duration,
    each_words,
    interval,
    people,
    places,
    quarter_name,
    reached,
    share_words,
    weekly,
    who_lives_there,
)

REASONS = {
    Reason.NEXT_BAND: gettext_lazy("mêmes âges, même quartier, moment voisin"),
    Reason.NEXT_QUARTER: gettext_lazy("mêmes âges, même moment, quartier voisin"),
    Reason.NEXT_AGES: gettext_lazy("même moment, même quartier, âges voisins"),
}
OFFERED_AT_MOST = 6


@dataclass(frozen=True, slots=True)
class OpenAction:
    """One action of the cell: its slots in words, and what its numbers leave open."""

    action: Action
    slots: Sequence[str]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class CouldFill:
    """An action that could extend to the hole, and why it is proposed."""

    action: Action
    why: str
    there: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands at the right of the matrix."""

    title: str
    facts: Sequence[tuple[str, str]]
    actions: Sequence[OpenAction]
    warning: str
    hole: Hole | None
    without: str
    around: Sequence[str]
    fillers: Sequence[CouldFill]
    proposed: Sequence[Effect]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a proposed action would change: the holes that would close, in words; `url` shows the matrix with it."""

    action: Action
    sentence: str
    closed: Sequence[str]
    url: str
    tried: bool


def panel_of(view: View, place: Place, effects: Sequence[Effect], proposals: Proposals) -> Panel:
    """Price: none."""
    coverage, cell = view.coverage, view.cell(place)
    hole = _hole_at(view, cell)
    named_actions = {**coverage.actions, **proposals.actions}
    named = ages_words(place.ages), band_words(place.band), quarter_name(coverage, view.quarter)
    here = [one for one in effects if one.tried or _meets(view, proposals, one.action.code, cell)]
    return Panel(
        " · ".join(named),
        _facts(view, cell),
        [_open(view, named_actions[brought.action], brought, place.band) for brought in cell.brought],
        _("Plus d’enfants attendus qu’il n’en vit là : un des deux nombres est faux.") if cell.beyond else "",
        hole,
        who_lives_there(coverage, hole) if hole else "",
        around_words(coverage, hole) if hole else [],
        [_filler(named_actions, one) for one in fillers(view.matrix, hole)[:OFFERED_AT_MOST]] if hole else [],
        here,
    )


def _hole_at(view: View, cell: Cell) -> Hole | None:
    if cell.quarter is None or cell.ages is None or cell.band in (None, ANY) or cell.brought:
        return None
    return next((hole for hole in holes(view.matrix, theme=view.theme) if hole.cell.key == cell.key), None)


def _meets(view: View, proposals: Proposals, code: str, cell: Cell) -> bool:
    return bool(proposals.alone(code).cell(*cell.key).brought)


def _facts(view: View, cell: Cell) -> list[tuple[str, str]]:
    """Each number of the cell with its name."""
    facts = [(_("Jeunes qui vivent là"), people(cell.young))]
    if not cell.brought:
        return [*facts, *_by_poverty(view, cell)]
    rate = cell.rate
    facts += [
        (_("Touchés, selon le plan"), reached(cell) if not cell.young.unknown else interval(cell.reach)),
        (_("Part touchée"), share_words(rate) if rate else _("inconnue")),
        (_("Places à une séance"), places(cell.seats)),
        (_("Heures ouvertes"), weekly(view.matrix, cell)),
        (_("Heures offertes par jeune et par an"), each_words(cell) or _("inconnues")),
    ]
    return [*facts, *_by_poverty(view, cell)]


def _by_poverty(view: View, cell: Cell) -> list[tuple[str, str]]:
    """What the poorest quarters of the cité have at that age and moment, beside the others."""
    told = by_poverty(view.matrix, view.coverage.poverty, cell.ages, cell.band, cell.theme)
    said = gap_in_short(told) or _("inconnu")
    return [(_("Un jeune des quartiers les plus pauvres, à côté des autres"), said)]


def _open(view: View, action: Action, brought: Brings, band: str | None) -> OpenAction:
    slots = [slot for slot in view.matrix.plan.slots if slot.action == brought.action]
    notes = []
    if brought.shared:
        notes.append(_("sert aussi d’autres cases, sans dire combien"))
    if brought.silent:
        notes.append(_("ne dit pas tous ses nombres"))
    if brought.partial:
        notes.append(_("déborde de l’année"))
    return OpenAction(action, [slot_words(slot) for slot in slots if band is None or band in slot.bands], notes)


def slot_words(slot: Slot) -> str:
    """« Mercredi : 14 séances de 3 h, 48 places »."""
    when = ", ".join(band_words(band) for band in slot.bands)
    if slot.sessions is None or slot.minutes is None:
        what = _("séances inconnues")
    else:
        what = ngettext("{n} séance de {length}", "{n} séances de {length}", slot.sessions)
        what = what.format(n=number_format(slot.sessions), length=duration(slot.minutes))
    seats = _("places inconnues")
    if slot.seats is not None:
        seats = ngettext("{n} place", "{n} places", slot.seats).format(n=number_format(slot.seats))
    return _("{when} : {what}, {seats}").format(when=when, what=what, seats=seats)


def _filler(actions: Mapping[str, Action], filler: Filler) -> CouldFill:
    why = ", ".join(str(REASONS[reason]) for reason in filler.reasons)
    return CouldFill(actions[filler.action], why, filler.operator_there)


def effects_of(proposals: Proposals, found: Iterable[Hole], asked: Asked) -> list[Effect]:
    """What each proposed action would change, in the order of their numbers. Price: none."""
    found = list(found)
    return [_effect(proposals, code, found, asked) for code in proposals.actions]


def _effect(proposals: Proposals, code: str, found: Sequence[Hole], asked: Asked) -> Effect:
    action, closed = proposals.actions[code], proposals.closed_by(code, found)
    tried = asked.trying == code
    if closed:
        said = ngettext(
            "Si « {title} » entre au plan : {n} trou se ferme.",
            "Si « {title} » entre au plan : {n} trous se ferment.",
            len(closed),
        )
    else:
        said = _("Si « {title} » entre au plan : aucun trou ne se ferme.")
    return Effect(
        action,
        said.format(title=action.title, n=len(closed)),
        [_short(proposals.coverage, hole) for hole in closed],
        asked.url(anchor="semaine", avec="" if tried else code),
        tried,
    )


def _short(coverage: Coverage, hole: Hole) -> str:
    named = quarter_name(coverage, hole.cell.quarter), ages_words(hole.cell.ages), band_words(hole.cell.band)
    return ", ".join(named)
