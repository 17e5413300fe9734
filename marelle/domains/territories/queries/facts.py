"""What is known of a commune for its eligibility, each fact with its source and its date."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ..models import Commune, ImportRun, Quarter, RuleSet, SchoolNetwork, Source
from ..rules.catalogue import indicators
from ..rules.eligibility import (
    Cited,
    CommuneFacts,
    ContractFacts,
    Explanation,
    QuarterFacts,
    Rules,
    explain,
    read_rules,
)
from ..states import SCHOOL_KINDS
from .citing import cited_figure, cited_network, listed_quarters, listed_school, registered_population
from .contracts import UnderContract, contracts_of
from .eligibility import published_rules
from .figures import figures_of
from .quarters import quarters_of
from .school_facts import ListedSchools, listed_schools

# A list of quarters is national from this number on: there were 1,296 in metropolitan France in 2015, 1,362 in 2024.
NATIONAL_LIST = 1200
# Asked whatever the indicators that the rules name.
POPULATIONS = ("population", "population_qpv")


@dataclass(frozen=True, slots=True)
class Eligibility:
    """A commune before one set of rules. `generation` is the list of quarters that was looked at."""

    rules: RuleSet
    explanation: Explanation
    generation: int

    @property
    def stands_in(self) -> bool:
        """True when the list that the rules speak of is not known here, and today's list answers in its place."""
        return self.generation != self.explanation.rules.generation


def eligibility_of(code: str) -> list[Eligibility]:
    """A commune before each set of rules in force, oldest wave first; none where there is no such commune.

    Price: fourteen queries, whatever the commune; only what the rules ask of is read.
    """
    sets = [(one, _read(one)) for one in published_rules()]
    gathered = _gather([code], {name for _set, rules in sets for name in rules.named})
    return [_judged(rule_set, rules, gathered) for rule_set, rules in sets] if gathered else []


def eligibility_under(codes: Collection[str], rule_set: RuleSet) -> Eligibility | None:
    """A perimeter before one version of the rules; None where none of its communes is known.

    Several communes are looked at as one place: a condition holds when a quarter, a school or a commune among them
    makes it hold, and fails only where lists and figures cover them all. Price: thirteen queries, and two more for
    each département beyond the first.
    """
    rules = _read(rule_set)
    gathered = _gather(codes, rules.named)
    return _judged(rule_set, rules, gathered) if gathered else None


def _judged(rule_set: RuleSet, rules: Rules, gathered: _Gathered) -> Eligibility:
    generation = gathered.best_list(rules.generation)
    return Eligibility(rule_set, explain(rules, gathered.facts(generation)), generation)


def _read(rules: RuleSet) -> Rules:
    return read_rules(rules.content, frozenset(indicators()), frozenset(SCHOOL_KINDS))


@dataclass(slots=True)
class _Gathered:
    """All that the database says of one commune, or of several as one place, once."""

    communes: list[Commune]
    quarters: list[Quarter]
    under: UnderContract | None
    schools: ListedSchools
    network: SchoolNetwork | None
    counts: list[Mapping[int, tuple[int, int]]]  # by département, by generation: quarters in France, and in it
    run: ImportRun | None
    figures: Mapping[str, Mapping[str, Cited]]

    def covers(self, generation: int) -> bool:
        """True when the list of this generation covers the place: national, or with a quarter of each département."""
        found = [counts.get(generation, (0, 0)) for counts in self.counts]
        return all(here > 0 or everywhere >= NATIONAL_LIST for everywhere, here in found)

    def best_list(self, wanted: int) -> int:
        """The list that the rules speak of; today's where only that one covers the commune."""
        return 2024 if self.covers(2024) and not self.covers(wanted) else wanted

    def facts(self, generation: int) -> CommuneFacts:
        quarters = tuple(self._quarter(one) for one in self.quarters if one.generation == generation)
        first = self.communes[0]
        own, *others = [self.figures.get(f"commune:{one.code}", {}) for one in self.communes]
        return CommuneFacts(
            code=first.code,
            name=", ".join(one.name for one in self.communes),
            generation=generation,
            # The population of one commune bounds no quarter of another.
            population=None if others else own.get("population") or registered_population(first),
            quarters=quarters,
            quarters_listed=listed_quarters(generation, self._source) if self.covers(generation) else None,
            contract=self._contract() if generation == 2024 else None,
            schools=self.schools.facts,
            schools_listed=self._schools_listed(),
            networks_listed=self._networks_listed(),
            figures=own,
            others=tuple(others),
        )

    @property
    def _source(self) -> Source | None:
        return self.run.source if self.run else None

    def _quarter(self, quarter: Quarter) -> QuarterFacts:
        figures = self.figures.get(f"quarter:{quarter.code}", {})
        return QuarterFacts(
            quarter.code, quarter.name, listed_quarters(quarter.generation, self._source, quarter), figures
        )

    def _contract(self) -> ContractFacts | None:
        if self.under is None or self.under.quarters is None:
            return None
        if len(self.communes) > 1 and not {one.code for one in self.quarters} <= self.under.quarters:
            return None  # its total bounds only the quarters that it covers
        contract = self.under.contract
        population = self.figures.get(f"contract:{contract.code}", {}).get("population_qpv")
        return ContractFacts(contract.code, contract.name, population, self.under.quarters)

    def _schools_listed(self) -> Cited | None:
        newest = self.schools.newest
        return None if newest is None else listed_school(_("Établissements de la commune"), newest)

    def _networks_listed(self) -> Cited | None:
        return None if self.network is None else cited_network(_("Éducation prioritaire"), self.network)


def _gather(asked_of: Collection[str], asked: Collection[str]) -> _Gathered | None:
    named = [code.strip().upper() for code in asked_of]
    communes = list(Commune.objects.select_related("departement").filter(code__in=named).order_by("code"))
    if not communes:
        return None
    own = [one.code for one in communes]
    codes = [*own, *Commune.objects.filter(parent__in=own).values_list("code", flat=True)]
    quarters = quarters_of(codes)
    under = _under(own)
    departements = list(dict.fromkeys(one.departement_id for one in communes))
    places = [*(f"commune:{code}" for code in own), *(f"quarter:{one.code}" for one in quarters)]
    places += [f"contract:{under.contract.code}"] if under else []
    return _Gathered(
        communes,
        quarters,
        under,
        listed_schools(codes, asked),
        _networks(departements),
        [_counts(one) for one in departements],
        ImportRun.objects.select_related("source").filter(kind="quarters").order_by("-id").first(),
        _newest_figures(places, {*asked, *POPULATIONS}),
    )


def _under(communes: list[str]) -> UnderContract | None:
    """The contract for the quarters of 2024; none where two share the commune, since neither total bounds a quarter."""
    found = next(iter(contracts_of(communes)), None)
    return None if found is None or found.shared or found.quarters is None else found


def _networks(departements: list[str]) -> SchoolNetwork | None:
    """One membership that says that the list of priority education covers them all, or None."""
    found = [_any_network(one) for one in departements]
    return found[0] if all(found) else None


def _any_network(departement: str) -> SchoolNetwork | None:
    """One membership of priority education in the département: it says that the list covers it, and which list."""
    found = SchoolNetwork.objects.filter(valid_to=None, school__commune__departement=departement)
    return found.select_related("source").order_by("-valid_from", "id").first()


def _counts(departement: str) -> dict[int, tuple[int, int]]:
    here = Count("code", filter=Q(departement=departement))
    rows = Quarter.objects.filter(invented=False).values("generation").annotate(every=Count("code"), here=here)
    return {row["generation"]: (row["every"], row["here"]) for row in rows}


def _newest_figures(places: Collection[str], asked: Collection[str]) -> dict[str, dict[str, Cited]]:
    """The newest figure of each indicator, by place (« quarter:QN08004M »). Price: one query."""
    found = figures_of(places, asked)
    return {place: {code: cited_figure(row) for code, row in rows.items()} for place, rows in found.items()}
