"""The pack of the committee: where the plan is, the money, the coverage and its holes, what follows, what is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.http import FileResponse, HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.funding.queries import amounts_by_year, voted_by_year
from marelle.domains.projects.models import Action, Project, Reservation, SteeringDecision
from marelle.domains.projects.queries import actions_of, waiting_of
from marelle.domains.projects.queries.coverage import Coverage, coverage_of
from marelle.domains.projects.queries.plan import countdown_to, late_of
from marelle.domains.projects.queries.reserving import about_words, reservations_to_lift
from marelle.domains.projects.queries.steering import decisions_of, to_follow
from marelle.domains.projects.rules.bands import band_label
from marelle.domains.projects.rules.dues import ANSWER_WITHIN
from marelle.domains.projects.rules.sheets import objective_label
from marelle.domains.projects.states.actions import IN_PLAN
from marelle.engines.coverage import Hole, holes
from marelle.kernel.clock import PARIS
from marelle.kernel.money import euros

from .document import Part, as_pdf
from .pack_coverage import coverage_parts
from .plan_late import late_sentence
from .plan_poverty import holes_words, poverty_of
from .showing import days_words
from .steering_shared import project_for, stage_of, today_of

MOST_HOLES = 10
COUNTED = (IN_PLAN, ("running",), ("done",), ("proposed",))


def show(request: HttpRequest, pk: int) -> FileResponse:
    """The pack as a PDF, made when it is asked for. Price: twenty-six queries, a second of calculation at most."""
    project, today = project_for(request, pk), today_of(request)
    now = request.clock.now  # type: ignore[attr-defined]
    year = min(max(today.year, project.years[0]), project.years[-1])
    actions, coverage = list(actions_of(project, year)), coverage_of(project, year)
    decisions = to_follow(decisions_of(project), now)
    parts = (
        plan_part(actions, year),
        money_part(project, actions, year, today),
        *coverage_parts(coverage),
        holes_part(coverage),
        poverty_part(coverage),
        decisions_part(decisions, today),
        reservations_part(reservations_to_lift(project)),
        late_part(project, decisions, now),
    )
    return as_pdf(f"{project.site.slug}-comite", _("Dossier du comité"), lede_of(project, now), parts, today)


def lede_of(project: Project, now: datetime) -> str:
    """Which city, on what day, and how much time a project has that is not final."""
    today = now.astimezone(PARIS).date()
    said = _("Cité éducative de {site}, {years}. État au {day}.").format(
        site=project.site.name, years=project.period.label, day=date_format(today, "j F Y")
    )
    if project.state != "finalising":
        return said
    return " ".join((said, _("Projet en finalisation."), days_words(countdown_to(project.finalise_by, now))))


def plan_part(actions: Sequence[Action], year: int) -> Part:
    """By objective: what is in the plan, what runs, what is proposed."""
    by_objective: dict[str, list[Action]] = {}
    for action in actions:
        by_objective.setdefault(action.objective, []).append(action)
    rows = []
    for code, here in sorted(by_objective.items()):
        states = [one.state for one in here]
        counted = [sum(state in wanted for state in states) for wanted in COUNTED]
        rows.append([objective_label(code) if code else _("Sans objectif"), *map(str, counted)])
    return Part(
        title=_("Le plan de {year}, par objectif").format(year=year),
        nothing=_("Aucune action n’est écrite pour cette année."),
        note=_("Source : les fiches action. « Au plan » compte aussi celles qui sont en cours et terminées."),
        heads=[_("Objectif"), _("Au plan"), _("En cours"), _("Terminées"), _("Proposées")],
        rows=rows,
        widths=(4, 1, 1, 1.2, 1.2),
        numbers=(1, 2, 3, 4),
    )


def money_part(project: Project, actions: Sequence[Action], year: int, today: date) -> Part:
    """What is allocated, voted and paid, year by year, beside what the plan asks for; unknown where nothing says it."""
    told, granted = amounts_by_year([project]).get(project.pk, {}), voted_by_year(project, today)
    planned = [one for one in actions if one.state in IN_PLAN]
    asked = [one.asked for one in planned if one.asked is not None]
    rows = []
    for each in project.years:
        mine = euros(sum(asked)) if each == year and asked else _("inconnu")  # type: ignore[arg-type]
        money = granted.get(each)
        given = (money.voted_label, money.voted_others, money.paid) if money else (None, None, None)
        allocated, *rest = [_("inconnu") if cents is None else euros(cents) for cents in (told.get(each), *given)]
        rows.append([str(each), allocated, mine, *rest])
    silent = len(planned) - len(asked)
    note = _("Sources : le grand livre des crédits ; les budgets prévisionnels des fiches du plan.")
    if silent:
        note += " " + ngettext(
            "{n} fiche du plan ne dit pas ce qu’elle demande.",
            "{n} fiches du plan ne disent pas ce qu’elles demandent.",
            silent,
        ).format(n=silent)
    return Part(
        title=_("L’argent"),
        nothing=_("Aucune année."),
        note=note,
        heads=[
            _("Année"),
            _("Crédits alloués"),
            _("Demandé par le plan"),
            _("Voté, crédits de la cité"),
            _("Voté, autres financeurs"),
            _("Versé"),
        ],
        rows=rows,
        widths=(1, 2, 2, 2, 2, 2),
        numbers=(1, 2, 3, 4, 5),
    )


def holes_part(told: Coverage) -> Part:
    """The ten worst holes, as sentences."""
    names = {quarter.pk: quarter.name for quarter in told.quarters}
    return Part(
        title=_("Les dix plus grands manques"),
        nothing=_("Aucun manque n’est connu : chaque âge a quelque chose à chaque moment, ou rien n’est écrit."),
        note=_("Source : les fiches du plan de {year}, et le nombre de jeunes des quartiers.").format(year=told.year),
        lines=[hole_words(one, names) for one in holes(told.matrix)[:MOST_HOLES]],
    )


def poverty_part(coverage: Coverage) -> Part:
    """What each young person of the poorest quarters is offered, beside the others; who is called poorest."""
    told = poverty_of(coverage)
    each = _("{side} ({quarters}) : {hours}, {young}.")
    lines = [
        each.format(
            side=one.label,
            quarters=one.quarters,
            hours=_("{hours} par jeune et par an").format(hours=one.each) if one.known else _("heures inconnues"),
            young=one.young,
        )
        for one in told.sides
    ]
    holes_said = holes_words(coverage, holes(coverage.matrix))
    more = [_("Trous du plan : {said}.").format(said=holes_said)] if holes_said else []
    return Part(
        title=_("Les quartiers les plus pauvres, à côté des autres"),
        nothing=_("Aucun quartier n’est connu."),
        note=" ".join([told.definition, *(f"{said}." for said in told.rates)]),
        lines=[*lines, told.gap, *more] if told.sides else [],
    )


def hole_words(hole: Hole, names: dict[str, str]) -> str:
    """« Les Tilleuls, 15 à 17 ans, mercredi : rien. 240 jeunes. »"""
    cell, low, high = hole.cell, hole.without.low, hole.without.high
    assert cell.ages is not None
    where = names.get(cell.quarter or "", cell.quarter or _("Toute la cité"))
    ages = _("{first} à {last} ans").format(first=cell.ages.first, last=cell.ages.end - 1)
    if not hole.sized:
        count = _("nombre de jeunes inconnu")
    elif high == low:
        count = ngettext("{n} jeune", "{n} jeunes", low).format(n=low)
    elif high is None:
        count = _("au moins {n} jeunes").format(n=low)
    else:
        count = _("de {low} à {high} jeunes").format(low=low, high=high)
    return _("{where}, {ages}, {band} : rien n’est prévu ({count}).").format(
        where=where, ages=ages, band=band_label(cell.band or "").lower(), count=count
    )


def decisions_part(decisions: Sequence[SteeringDecision], today: date) -> Part:
    """What was decided and is not at its end, late first."""
    rows = [
        [one.code, one.words, one.owner.full_name, date_format(one.due_on, "d/m/Y"), str(stage_of(one, today).label)]
        for one in decisions
    ]
    return Part(
        title=_("Les décisions à suivre"),
        nothing=_("Toutes les décisions sont à leur fin."),
        heads=[_("Décision"), _("Ce qui est décidé"), _("Qui s’en charge"), _("Pour le"), _("État")],
        rows=rows,
        widths=(1.1, 4, 2, 1.4, 1.6),
    )


def reservations_part(asked: Sequence[Reservation]) -> Part:
    """What voices asked for and nobody has lifted yet, the next first."""
    rows = [
        [one.what, about_words(one), one.owner.full_name, date_format(one.due_on, "d/m/Y"), str(one.stage.label)]
        for one in asked
    ]
    return Part(
        title=_("Les réserves à lever"),
        nothing=_("Aucune réserve n’est à lever."),
        heads=[_("Réserve"), _("Sur"), _("Qui la lèvera"), _("Avant le"), _("État")],
        rows=rows,
        widths=(4, 1.8, 2, 1.4, 1.8),
    )


def late_part(project: Project, decisions: Sequence[SteeringDecision], now: datetime) -> Part:
    """Everything whose day is over: decisions, tasks, reservations, then what is late on the page of the plan."""
    today = now.astimezone(PARIS).date()
    said = _("{what}, {who}, pour le {day}")
    lines = [
        said.format(
            what=f"{one.code} {one.words.rstrip('.')}", who=one.owner.full_name, day=date_format(one.due_on, "j F Y")
        )
        for one in decisions
        if one.state == "open" and one.due_on < today
    ]
    lines += [
        said.format(what=what, who=who, day=date_format(day, "j F Y")) for what, who, day in late_of(project, today)
    ]
    late = waiting_of(project, today, now - ANSWER_WITHIN)
    lines += [f"{one.code} {one.title}, {late_sentence(one)}" for one in late]
    return Part(title=_("Ce qui est en retard"), nothing=_("Rien n’est en retard."), lines=lines)
