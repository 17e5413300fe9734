"""Importing contrats de ville."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from ...models import Commune, Contract, Departement, Epci
from ...rules.files.contracts import CONTRACTS, ContractRow
from ...rules.plans import Plan
from ...rules.values import Value, in_year, overlaid
from ..figures import bring_figures, known_values
from ..importing import Importer, Progress
from .finding import Boxes

INDICATOR = "population_qpv"
WRITTEN = ("name", "departement", "holder", "epci", "commune", "lon", "lat", "facts_on")
FIELDS = ("name", "departement_id", "holder", "epci_id", "commune_id", "lon", "lat", "facts_on")


class Contracts(Importer[ContractRow]):
    """Contrats de ville, by their code. An older list only adds the population of its year.

    A holder that is in neither list is kept as its number. Price: seven queries, and two for each 5,000 contracts.
    """

    kind = CONTRACTS

    def prepare(self, rows: list[ContractRow]) -> None:
        holders = {row.holder for row in rows}
        self._communes = dict(Commune.objects.filter(code__in=holders, invented=False).values_list("code", "name"))
        self._epcis = dict(Epci.objects.filter(code__in=holders).values_list("code", "name"))
        self._departements = set(Departement.objects.values_list("code", flat=True))
        self._boxes = Boxes()
        self._days: dict[str, date | None] = {}

    def key(self, row: ContractRow) -> str:
        return row.code

    def known(self) -> Mapping[str, ContractRow]:
        values = known_values(None, [INDICATOR], self.source)
        rows: dict[str, ContractRow] = {}
        for code, *facts in Contract.objects.values_list("code", *FIELDS):
            name, departement, holder, epci, commune, lon, lat, self._days[code] = facts
            point = None if lon is None else (lon, lat)
            said = frozenset(values.get(f"contract:{code}", ()))
            rows[code] = ContractRow(code, name, departement, holder, epci, commune, point, said)
        return rows

    def settled(self, row: ContractRow, known: ContractRow | None) -> ContractRow:
        values = self._values(row)
        if known is not None:
            values = overlaid(known.values, values)
            if self.facts_on < (self._days.get(row.code) or date.min):
                return replace(known, values=values)
        point, doubts = self._placed(row)
        return replace(
            row,
            name=row.name or (known.name if known else "") or self._holder_name(row),
            epci=row.holder if row.holder in self._epcis else None,
            commune=row.holder if row.holder in self._communes else None,
            point=point or (known.point if known else None),
            values=values,
            doubts=(*row.doubts, *doubts, *self._about_holder(row)),
        )

    def _values(self, row: ContractRow) -> frozenset[Value]:
        if row.population is None:
            return frozenset()
        return frozenset({in_year(f"contract:{row.code}", INDICATOR, self.facts_on.year, Decimal(row.population))})

    def _placed(self, row: ContractRow) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
        """The point of the line where it lies in its département: maps draw overseas elsewhere, for want of room."""
        if row.point is None or self._boxes.has(row.point, {row.departement}):
            return row.point, ()
        return None, (_("Le point donné n’est pas dans le département : il est laissé de côté."),)

    def _holder_name(self, row: ContractRow) -> str:
        return self._epcis.get(row.holder) or self._communes.get(row.holder) or ""

    def _about_holder(self, row: ContractRow) -> list[str]:
        doubts = []
        if row.others:
            sentence = _("Ce contrat est donné aussi à {others} : {holder} est gardé.")
            doubts.append(sentence.format(others=", ".join(row.others), holder=row.holder))
        if not self._holder_name(row):
            sentence = _("Le porteur {holder} n’est pas dans la liste des groupements : il est gardé par son numéro.")
            doubts.append(sentence.format(holder=row.holder))
        return doubts

    def objection(self, row: ContractRow) -> str | None:
        if row.departement not in self._departements:
            return _("Département inconnu : « {code} ».").format(code=row.departement)
        if len(row.holder) == 5 and row.commune is None:
            return _("Commune inconnue : {code}.").format(code=row.holder)
        if not row.name:
            return _("Cette ligne n’a pas de nom.")
        return None

    def remark(self, row: ContractRow) -> str | None:
        return " ".join(row.doubts) or None

    def merged(self, one: ContractRow, two: ContractRow) -> ContractRow | None:
        """Two holders of one contract, each on a line, with the same population."""
        if one.holder == two.holder or two.holder in one.others or one.population != two.population:
            return None
        return replace(one, others=(*one.others, two.holder))

    def write(self, plan: Plan[ContractRow], progress: Progress) -> None:
        rows = [*plan.add, *plan.change]
        Contract.objects.bulk_create(
            [self._contract(row) for row in rows],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=WRITTEN,
            batch_size=5000,
        )
        bring_figures(self.by, self.source, (value for row in rows for value in row.values))
        progress(len(rows), len(rows), _("contrats"))

    def _contract(self, row: ContractRow) -> Contract:
        lon, lat = row.point or (None, None)
        return Contract(
            code=row.code,
            name=row.name,
            departement_id=row.departement,
            holder=row.holder,
            epci_id=row.epci,
            commune_id=row.commune,
            lon=lon,
            lat=lat,
            facts_on=max(filter(None, (self._days.get(row.code), self.facts_on))),
        )
