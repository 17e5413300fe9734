"""The open schools of a commune as facts, written out only where an answer cites one: a city has hundreds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import partial

from ..models import School
from ..rules.eligibility import Cited, Noted, SchoolFacts
from .around import covered
from .citing import listed_school, measured, member
from .school_lines import Measure, Membership, SchoolLine, school_lines


@dataclass(frozen=True, slots=True)
class ListedSchools:
    """The open schools of some communes; `newest` is the day of the newest list that names one, None without school."""

    facts: tuple[SchoolFacts, ...]
    newest: date | None


def listed_schools(communes: Collection[str], indicators: Collection[str]) -> ListedSchools:
    """The open schools of these communes and their arrondissements, by name, each with its network of today and its
    newest figure of each of these indicators. Price: two queries."""
    found = School.objects.filter(commune__in=covered(communes).values("pk"), closed_on=None).order_by("plain", "uai")
    lines = school_lines(found, indicators)
    return ListedSchools(tuple(_facts(line) for line in lines), max((line.facts_on for line in lines), default=None))


def _facts(line: SchoolLine) -> SchoolFacts:
    listed = Noted(None, partial(_write_listed, line))
    network = None if line.network is None else Noted(None, partial(_write_member, line, line.network))
    figures = {code: Noted(one.value, partial(_write_measure, line, one)) for code, one in line.figures.items()}
    return SchoolFacts(line.uai, line.name, line.kind, line.sector, listed, network, line.status, figures)


def _write_listed(line: SchoolLine) -> Cited:
    return listed_school(line.shown_name, line.facts_on)


def _write_member(line: SchoolLine, network: Membership) -> Cited:
    return member(line.shown_name, network.status, network.since, network.source, network.url)


def _write_measure(line: SchoolLine, one: Measure) -> Cited:
    return measured(line.shown_name, one.label, one.unit, one.value, one.period, one.source, one.url)
