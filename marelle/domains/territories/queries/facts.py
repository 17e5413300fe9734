"""What is known of a commune for its eligibility, each fact with its source and its date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marelle.kernel.periods import civil_year

from ..models import Commune, Figure, ImportRun, Quarter, RuleSet, School, SchoolNetwork
from ..rules.catalogue import indicators
from ..rules.eligibility import (
    Cited,
    CommuneFacts,
    ContractFacts,
    Explanation,
    QuarterFacts,
    SchoolFacts,
    explain,
    read_rules,
)
from ..states import SCHOOL_KINDS
from .contracts import UnderContract, contract_of
from .eligibility import published_rules
from .figures import figures_of
from .quarters import quarters_of
from .schools import schools_of

# A list of quarters is national from this number on: there were 1,296 in metropolitan France in 2015, 1,362 in 2024.
NATIONAL_LIST = 1200


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

    Price: fourteen queries, whatever the commune.
    """
    gathered = _gather(code)
    if gathered is None:
        return []
    answers = []
    for rules in published_rules():
        read = read_rules(rules.content, frozenset(indicators()), frozenset(SCHOOL_KINDS))
        generation = gathered.best_list(read.generation)
        answers.append(Eligibility(rules, explain(read, gathered.facts(generation)), generation))
    return answers


@dataclass(slots=True)
class _Gathered:
    """All that the database says of one commune, once."""

    commune: Commune
    quarters: list[Quarter]
    under: UnderContract | None
    schools: list[School]
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
            population=own.get("population") or self._population(),
            quarters=quarters,
            quarters_listed=self._listed(generation) if self.covers(generation) else None,
            contract=self._contract() if generation == 2024 else None,
            schools=tuple(self._school(one) for one in self.schools),
            schools_listed=self._schools_listed(),
            networks_listed=self._networks_listed(),
            figures=own,
        )

    def _population(self) -> Cited | None:
        """The register's own, when no dated figure says it."""
        people, year = self.commune.population, self.commune.population_year
        if people is None:
            return None
        period = civil_year(year).label if year else _("année inconnue")
        return Cited(self.commune.name, Decimal(people), _("habitants"), period, _("Insee, populations légales"))

    def _quarter(self, quarter: Quarter) -> QuarterFacts:
        figures = self.figures.get(f"quarter:{quarter.code}", {})
        return QuarterFacts(quarter.code, quarter.name, self._listed(quarter.generation, quarter.name), figures)

    def _listed(self, generation: int, name: str = "") -> Cited:
        label = name or _("Liste des quartiers prioritaires de {year}").format(year=generation)
        source = self.run.source if self.run and self.run.source else None
        said = source.name if source else _("Liste des quartiers prioritaires de {year}").format(year=generation)
        return Cited(label, None, "", str(generation), said, source.url if source else "")

    def _contract(self) -> ContractFacts | None:
        if self.under is None or self.under.quarters is None:
            return None
        contract = self.under.contract
        population = self.figures.get(f"contract:{contract.code}", {}).get("population_qpv")
        return ContractFacts(contract.code, contract.name, population, self.under.quarters)

    def _school(self, school: School) -> SchoolFacts:
        figures = self.figures.get(f"school:{school.uai}", {})
        network = next(iter(school.networks.all()), None)  # type: ignore[attr-defined]
        listed = Cited(school.shown_name, None, "", day(school.facts_on), _("Listes de l’Éducation nationale"))
        return SchoolFacts(
            school.uai,
            school.shown_name,
            school.kind,
            school.sector,
            listed,
            None if network is None else cited_network(school.shown_name, network),
            "" if network is None else network.status,
            figures,
        )

    def _schools_listed(self) -> Cited | None:
        if not self.schools:
            return None
        newest = max(school.facts_on for school in self.schools)
        return Cited(_("Établissements de la commune"), None, "", day(newest), _("Listes de l’Éducation nationale"))

    def _networks_listed(self) -> Cited | None:
        return None if self.network is None else cited_network(_("Éducation prioritaire"), self.network)


def cited_network(label: str, network: SchoolNetwork) -> Cited:
    """A membership of priority education, as a fact."""
    source = network.source
    name = source.name if source else _("Listes de l’Éducation nationale")
    return Cited(f"{label} ({network.status})", None, "", day(network.valid_from), name, source.url if source else "")


def day(on: date) -> str:
    return date_format(on, "j F Y")


def _gather(code: str) -> _Gathered | None:
    commune = Commune.objects.select_related("departement").filter(code=code.strip().upper()).first()
    if commune is None:
        return None
    codes = [commune.code, *Commune.objects.filter(parent=commune.code).values_list("code", flat=True)]
    quarters = quarters_of(codes)
    under = _under(commune.code)
    listed = list(schools_of(codes).filter(closed_on=None))
    places = [f"commune:{commune.code}", *(f"quarter:{one.code}" for one in quarters)]
    places += [f"school:{one.uai}" for one in listed] + ([f"contract:{under.contract.code}"] if under else [])
    return _Gathered(
        commune,
        quarters,
        under,
        listed,
        _any_network(commune.departement_id),
        _counts(commune.departement_id),
        ImportRun.objects.select_related("source").filter(kind="quarters").order_by("-id").first(),
        newest_figures(places),
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


def newest_figures(places: Iterable[str]) -> dict[str, dict[str, Cited]]:
    """The newest figure of each indicator, by place (« school:0801194N »). Price: one query."""
    found = figures_of(list(places))
    return {place: {code: cited(row) for code, row in rows.items()} for place, rows in found.items()}


def cited(row: Figure) -> Cited:
    """A figure as it is shown, in the reader's language."""
    where = row.school.shown_name if row.school else row.quarter or row.commune or row.contract or row.epci
    label = f"{_(row.indicator.label)}, {where}"
    return Cited(label, row.value, _(row.indicator.unit), row.period.label, row.source.name, row.source.url)
