"""The programme in figures."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marelle.domains.calls.models import LabelDecision
from marelle.domains.calls.queries import current_labels
from marelle.domains.funding.queries import amounts_by_year, envelope_states, stated_amounts
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries import projects_under
from marelle.domains.territories.queries import LastList, last_list, regions

from .published import PublishedSite


@dataclass(frozen=True, slots=True)
class RegionCount:
    """A région and its number of published sites."""

    code: str
    name: str
    sites: int


@dataclass(frozen=True, slots=True)
class RegisterChoices:
    """What the register of sites may be narrowed to."""

    regions: list[RegionCount]
    waves: list[int]
    open_waves: frozenset[int]  # that may be a later one: « 2022 or after »


@dataclass(frozen=True, slots=True)
class WaveFigures:
    """One call: the sites that hold a label from it, and its envelope and what is allocated, in cents by civil year."""

    year: int
    name: str
    sites: int
    envelope: dict[int, int]
    allocated: dict[int, int]


@dataclass(frozen=True, slots=True)
class ProgrammeFigures:
    """The real sites that hold a label; an amount is known when it is allocated, or when a source states one.

    `listed` is how many sites the most recent list shows, and the day of that list; None: no list was read.
    """

    sites: int
    amounts_known: int
    amounts_unknown: int
    waves: tuple[WaveFigures, ...]
    regions: dict[str, int]
    listed: LastList | None


def register_choices(sites: Iterable[PublishedSite]) -> RegisterChoices:
    """What a list of sites may be narrowed to: each région by name with its number of sites, none included, and the
    waves. Price: one query."""
    listed = list(sites)
    counted = Counter(site.region_code for site in listed)
    return RegisterChoices(
        [RegionCount(region.code, region.name, counted[region.code]) for region in regions()],
        sorted({site.wave for site in listed if site.wave}),
        frozenset(site.wave for site in listed if site.wave and site.wave_open),
    )


def programme_figures() -> ProgrammeFigures:
    """The programme in figures, invented places left out. Price: eight queries, whatever they hold."""
    labels = current_labels(include_invented=False)
    sites = {label.site_id for label in labels}
    published = {label.pk for label in labels}
    opened = projects_under(published)
    known = _known(opened, {label.pk: label.site_id for label in labels})
    return ProgrammeFigures(
        sites=len(sites),
        amounts_known=len(known),
        amounts_unknown=len(sites) - len(known),
        waves=_waves(labels),
        regions=dict(sorted(_by_region(labels).items())),
        listed=last_list(),
    )


def _known(opened: list[Project], homes: Mapping[int, int]) -> set[int]:
    """The labelled sites (`homes`, by label) of which at least one amount is known: allocated for a year, or stated by
    a source for several; to it, or to a site that carries its label on."""
    numbers, posted = {project.pk for project in opened}, amounts_by_year(opened)
    said = stated_amounts({project.site_id for project in opened})
    stated = {one.budget.project_id for amounts in said.values() for one in amounts} & numbers
    return {homes[project.decision_id] for project in opened if posted.get(project.pk) or project.pk in stated}


def _waves(labels: list[LabelDecision]) -> tuple[WaveFigures, ...]:
    calls = {label.call_id: label.call for label in labels}
    counted = Counter(label.call_id for label in labels)
    states = envelope_states(calls)
    return tuple(
        WaveFigures(
            year=call.edition,
            name=call.title,
            sites=counted[number],
            envelope={state.year: state.authorised for state in states.get(number, [])},
            allocated={state.year: state.allocated for state in states.get(number, [])},
        )
        for number, call in sorted(calls.items(), key=lambda item: (item[1].edition, item[0]))
    )


def _by_region(labels: list[LabelDecision]) -> Counter[str]:
    places = {label.site_id: label.site.commune_main.departement.region_id for label in labels}
    return Counter(places.values())
