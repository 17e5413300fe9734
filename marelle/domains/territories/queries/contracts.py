from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from ..models import Commune, Contract, Epci, EpciCommune, QuarterCommune
from ..rules.identifiers import departement_of
from .around import covered


@dataclass(frozen=True, slots=True)
class UnderContract:
    """A contract and how a commune comes under it: `through` is the grouping that holds it, None: the commune itself.

    `quarters` are the codes of the quarters of 2024 that its communes have; None for a contract of the list before.
    Where several contracts cover the same communes (`shared`), nobody says which quarter is under which.
    """

    contract: Contract
    through: Epci | None
    quarters: frozenset[str] | None
    shared: bool = False


def contract_of(commune: str) -> UnderContract | None:
    """The contract of a commune: the first of `contracts_of`, or None. Price: five queries."""
    found = contracts_of([commune])
    return found[0] if found else None


def contracts_of(communes: Collection[str]) -> list[UnderContract]:
    """The contracts of these communes, the likeliest first: those of 2024 before those of 2015, a commune's own before
    its grouping's, then that of the commune's département.

    An arrondissement comes under the contract of its commune. Contracts held by a body that is in no list of groupings
    (territories of Grand Paris) are found for no commune. Price: five queries.
    """
    parents = Commune.objects.filter(code__in=communes, parent__isnull=False).values_list("parent_id", flat=True)
    codes = {*communes, *parents}
    today = EpciCommune.objects.filter(commune__in=codes, valid_to=None).values("epci")
    held = Contract.objects.filter(Q(commune__in=codes) | Q(epci__in=today))
    contracts = list(held.select_related("epci", "commune", "departement"))
    scopes = _scopes(contracts)
    quarters = _quarters_in({code for scope in scopes.values() for code in scope})
    departements = {departement_of(code) for code in communes}

    def rank(one: Contract) -> tuple[bool, bool, bool, str]:
        return one.generation != 2024, one.commune_id is None, one.departement_id not in departements, one.code

    ranked = []
    for one in sorted(contracts, key=rank):
        under = frozenset(code for commune in scopes[one.code] for code in quarters[commune])
        said = under if one.generation == 2024 else None
        ranked.append(UnderContract(one, one.epci, said, _is_shared(one, contracts, scopes)))
    return ranked


def _scopes(contracts: Iterable[Contract]) -> dict[str, frozenset[str]]:
    """The communes of each contract. Price: two queries.

    Those of a grouping, but for the ones that hold a contract themselves; where a grouping over several départements
    has a contract in each, those of the contract's département.
    """
    members: dict[str, set[str]] = defaultdict(set)
    epcis = {one.epci_id for one in contracts if one.epci_id}
    links = EpciCommune.objects.filter(epci__in=epcis, valid_to=None)
    for epci, commune in links.values_list("epci_id", "commune_id"):
        members[epci].add(commune)
    inside = {code for codes in members.values() for code in codes}
    others = list(Contract.objects.filter(Q(epci__in=epcis) | Q(commune__in=inside)))
    scopes: dict[str, frozenset[str]] = {}
    for one in contracts:
        peers = [other for other in others if other.generation == one.generation and other.code != one.code]
        if one.commune_id:
            scopes[one.code] = frozenset({one.commune_id})
            continue
        codes = members[one.epci_id or ""] - {other.commune_id for other in peers}
        split = {other.departement_id for other in peers if other.epci_id == one.epci_id} - {one.departement_id}
        scopes[one.code] = frozenset(c for c in codes if not split or departement_of(c) == one.departement_id)
    return scopes


def _quarters_in(communes: Collection[str]) -> Mapping[str, set[str]]:
    """The quarters of 2024 in each commune, those of its arrondissements too. Price: one query."""
    found: dict[str, set[str]] = defaultdict(set)
    links = QuarterCommune.objects.filter(
        commune__in=covered(communes).values("pk"), quarter__generation=2024, quarter__invented=False
    )
    for quarter, commune, parent in links.values_list("quarter_id", "commune_id", "commune__parent_id"):
        found[parent or commune].add(quarter)
    return found


def _is_shared(one: Contract, contracts: Iterable[Contract], scopes: Mapping[str, frozenset[str]]) -> bool:
    """True when another contract of the same list covers some of the same communes."""
    return any(
        other.code != one.code and other.generation == one.generation and scopes[other.code] & scopes[one.code]
        for other in contracts
    )
