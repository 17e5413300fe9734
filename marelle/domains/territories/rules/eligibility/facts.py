"""What is known of a commune when its eligibility is asked: each fact with its source and its date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from ..softening import softened


class Fact(Protocol):
    """A fact: what it is worth to compare, and how it is cited when an answer stands on it."""

    @property
    def value(self) -> Decimal | None: ...

    def cited(self) -> Cited: ...


@dataclass(frozen=True, slots=True)
class Cited:
    """One fact as it is shown: of what place, what, how much, when, and who says so.

    `value` is None for a fact that is not a number: a list that names a place, or that does not.
    """

    label: str
    value: Decimal | None
    unit: str
    period: str
    source: str
    url: str = ""

    def cited(self) -> Cited:
        return self


@dataclass(frozen=True, slots=True)
class Noted:
    """A fact that is written out only where an answer shows it: a large commune has thousands, and shows a few."""

    value: Decimal | None
    write: Callable[[], Cited]

    def cited(self) -> Cited:
        return self.write()


@dataclass(frozen=True, slots=True)
class QuarterFacts:
    """A priority neighbourhood of the commune; `figures` by indicator, the newest of each."""

    code: str
    name: str
    listed: Cited
    figures: Mapping[str, Cited] = field(default_factory=dict)

    @property
    def population(self) -> Cited | None:
        return self.figures.get("population")


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """The contract of which the commune is a part; `quarters` are the codes of all that it covers, elsewhere too."""

    code: str
    name: str
    population: Cited | None
    quarters: frozenset[str]


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """A school of the commune, by the name that lists give it. `network` is None when no list says that it is in
    priority education."""

    uai: str
    name: str
    kind: str
    sector: str
    listed: Fact
    network: Fact | None = None
    network_status: str = ""
    figures: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def shown_name(self) -> str:
        return softened(self.name)


@dataclass(frozen=True, slots=True)
class CommuneFacts:
    """A commune, what it contains, and which lists cover it.

    `quarters_listed` is the list of quarters that covers the commune, None when none does: no quarter in a list is
    not the same as no list. So too `networks_listed` and `schools_listed`.
    """

    code: str
    name: str
    generation: int
    population: Cited | None
    quarters: tuple[QuarterFacts, ...]
    quarters_listed: Cited | None
    contract: ContractFacts | None
    schools: tuple[SchoolFacts, ...]
    schools_listed: Cited | None
    networks_listed: Cited | None
    figures: Mapping[str, Cited] = field(default_factory=dict)
    others: tuple[Mapping[str, Cited], ...] = ()  # the figures of the other communes, where several are one place
