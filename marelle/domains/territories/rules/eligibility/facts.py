"""What is known of a commune when its eligibility is asked: each fact with its source and its date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


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
    """A school of the commune. `network` is None when no list says that it is in priority education."""

    uai: str
    name: str
    kind: str
    sector: str
    listed: Cited
    network: Cited | None = None
    network_status: str = ""
    figures: Mapping[str, Cited] = field(default_factory=dict)


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
