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
from .contracts import UnderContract, contract_of
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
    gathered = _gather(code, {name for _set, rules in sets for name in rules.named})
    if gathered is None:
        return []
    answers = []
    for rule_set, rules in sets:
        generation = gathered.best_list(rules.generation)
        answers.append(Eligibility(rule_set, explain(rules, gathered.facts(generation)), generation))
    return answers


def _read(rules: RuleSet) -> Rules:
    return read_rules(rules.content, frozenset(indicators()), frozenset(SCHOOL_KINDS))


@dataclass(slots=True)
class _Gathered:
    """All that the database says of one commune, once."""

    commune: Commune
    quarters: list[Quarter]
    under: UnderContract | None
    schools: ListedSchools
    network: SchoolNetwork | None
    counts: Mapping[int, tuple[int, int]]  # by generation: quarters in France, in the département
    run: ImportRun | None
    figures: Mapping[str, Mapping[str, Cited]]

    def covers(self, generation: int) -> bool:
        """True when the list of this generation covers the commune: national, or with a quarter of the département."""
        everywhere, here = self.counts.get(generation, (0, 0))
        return here > 0 or everywhere >= NATIONAL_LIST

    def best_list(self, wanted: int) -> int:
        """The list that the rules speak of; today's where only that one covers the commune."""
        return 2024 if self.covers(2024) and not self.covers(wanted) else wanted

    def facts(self, generation: int) -> CommuneFacts:
        quarters = tuple(self._quarter(one) for one in self.quarters if one.generation == generation)
        own = self.figures.get(f"commune:{self.commune.code}", {})
        return CommuneFacts(
            code=self.commune.code,
            name=self.commune.name,
            generation=generation,
            population=own.get("population") or registered_population(self.commune),
            quarters=quarters,
            quarters_listed=listed_quarters(generation, self._source) if self.covers(generation) else None,
            contract=self._contract() if generation == 2024 else None,
            schools=self.schools.facts,
            schools_listed=self._schools_listed(),
            networks_listed=self._networks_listed(),
            figures=own,
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
        contract = self.under.contract
        population = self.figures.get(f"contract:{contract.code}", {}).get("population_qpv")
        return ContractFacts(contract.code, contract.name, population, self.under.quarters)

    def _schools_listed(self) -> Cited | None:
        newest = self.schools.newest
        return None if newest is None else listed_school(_("Établissements de la commune"), newest)

    def _networks_listed(self) -> Cited | None:
        return None if self.network is None else cited_network(_("Éducation prioritaire"), self.network)


def _gather(code: str, asked: Collection[str]) -> _Gathered | None:
    commune = Commune.objects.select_related("departement").filter(code=code.strip().upper()).first()
    if commune is None:
        return None
    codes = [commune.code, *Commune.objects.filter(parent=commune.code).values_list("code", flat=True)]
    quarters = quarters_of(codes)
    under = _under(commune.code)
    places = [f"commune:{commune.code}", *(f"quarter:{one.code}" for one in quarters)]
    places += [f"contract:{under.contract.code}"] if under else []
    return _Gathered(
        commune,
        quarters,
        under,
        listed_schools(codes, asked),
        _any_network(commune.departement_id),
        _counts(commune.departement_id),
        ImportRun.objects.select_related("source").filter(kind="quarters").order_by("-id").first(),
        _newest_figures(places, {*asked, *POPULATIONS}),
    )


def _under(commune: str) -> UnderContract | None:
    """The contract for the quarters of 2024; none where two share the commune, since neither total bounds a quarter."""
    found = contract_of(commune)
    return None if found is None or found.shared or found.quarters is None else found


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
