"""Facts of the database as they are cited: in the reader's language, each with its source and its date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marelle.kernel.periods import Period

from ..models import Commune, Figure, Quarter, SchoolNetwork, Source
from ..rules.eligibility import Cited


def cited_figure(figure: Figure) -> Cited:
    """A figure that was loaded with its indicator, its source and its place."""
    place = figure.quarter or figure.commune or figure.contract or figure.epci
    where = figure.school.shown_name if figure.school else str(place)
    indicator, source = figure.indicator, figure.source
    return measured(where, indicator.label, indicator.unit, figure.value, figure.period, source.name, source.url)


def measured(where: str, label: str, unit: str, value: Decimal, period: Period, source: str, url: str) -> Cited:
    """What an indicator is worth somewhere."""
    return Cited(f"{_(label)}, {where}", value, _(unit) if unit else "", period.label, source, url)


def member(name: str, status: str, since: date, source: str | None, url: str | None) -> Cited:
    """A place in priority education; None: no source is named."""
    return Cited(f"{name} ({status})", None, "", day(since), source or _("Listes de l’Éducation nationale"), url or "")


def cited_network(label: str, network: SchoolNetwork) -> Cited:
    """A membership of priority education that was loaded with its source."""
    source = network.source
    said = (source.name, source.url) if source else (None, None)
    return member(label, network.status, network.valid_from, *said)


def listed_school(name: str, on: date) -> Cited:
    """A school that the lists of the ministry name."""
    return Cited(name, None, "", day(on), _("Listes de l’Éducation nationale"))


def listed_quarters(generation: int, source: Source | None, quarter: Quarter | None = None) -> Cited:
    """The list of quarters of a generation, or one that it names."""
    title = _("Liste des quartiers prioritaires de {year}").format(year=generation)
    label = quarter.name if quarter else title
    return Cited(label, None, "", str(generation), source.name if source else title, source.url if source else "")


def registered_population(commune: Commune) -> Cited | None:
    """The population that the register of communes says, None when it says none."""
    people, year = commune.population, commune.population_year
    if people is None:
        return None
    period = str(year) if year else _("année inconnue")
    return Cited(commune.name, Decimal(people), _("habitants"), period, population_source(commune))


def population_source(commune: Commune) -> str:
    """Whose figure the population of the register is: nobody counted the inhabitants of an invented commune.

    The name of a source is the same in every language: it is frozen with a file.
    """
    return _("Données inventées pour la démonstration") if commune.invented else _("Insee, populations légales")


def day(on: date) -> str:
    return date_format(on, "j F Y")
