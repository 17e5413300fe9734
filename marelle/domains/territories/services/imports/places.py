"""Importing the small lists: régions, départements, académies and their zones, groupings of communes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from ...models import Academie, Departement, Epci, Region
from ...rules.files.places import (
    ACADEMIES,
    DEPARTEMENTS,
    EPCIS,
    REGIONS,
    AcademieRow,
    DepartementRow,
    EpciRow,
    RegionRow,
)
from ...rules.plans import Plan
from ..importing import Importer, Progress
from ..reference import bring_records


class Regions(Importer[RegionRow]):
    """Régions, by their code."""

    kind = REGIONS
    needs_vintage = False

    def key(self, row: RegionRow) -> str:
        return row.code

    def known(self) -> Mapping[str, RegionRow]:
        return {code: RegionRow(code, name) for code, name in Region.objects.values_list("code", "name")}

    def write(self, plan: Plan[RegionRow], progress: Progress) -> None:
        bring_records(Region, {row.code: {"name": row.name} for row in [*plan.add, *plan.change]})


class Departements(Importer[DepartementRow]):
    """Départements, by their code, in a région that is known."""

    kind = DEPARTEMENTS
    needs_vintage = False

    def prepare(self, rows: list[DepartementRow]) -> None:
        self._regions = set(Region.objects.values_list("code", flat=True))

    def key(self, row: DepartementRow) -> str:
        return row.code

    def known(self) -> Mapping[str, DepartementRow]:
        values = Departement.objects.values_list("code", "name", "region_id")
        return {code: DepartementRow(code, name, region) for code, name, region in values}

    def objection(self, row: DepartementRow) -> str | None:
        return None if row.region in self._regions else _("Région inconnue : « {code} ».").format(code=row.region)

    def write(self, plan: Plan[DepartementRow], progress: Progress) -> None:
        rows = [*plan.add, *plan.change]
        bring_records(Departement, {row.code: {"name": row.name, "region_id": row.region} for row in rows})


class Academies(Importer[AcademieRow]):
    """The académie of each département, and its zone; an académie that is new takes its name from the file."""

    kind = ACADEMIES
    needs_vintage = False

    def prepare(self, rows: list[AcademieRow]) -> None:
        self._departements = set(Departement.objects.values_list("code", flat=True))
        self._names = dict(Academie.objects.values_list("code", "name"))
        self._zones: dict[str, str] = {}

    def key(self, row: AcademieRow) -> str:
        return row.departement

    def known(self) -> Mapping[str, AcademieRow]:
        values = Departement.objects.filter(academie__isnull=False).values_list("code", "academie_id", "academie__zone")
        return {code: AcademieRow(code, academie, zone) for code, academie, zone in values}

    def settled(self, row: AcademieRow, known: AcademieRow | None) -> AcademieRow:
        """A blank zone says nothing of an académie whose zone is known."""
        same = known is not None and known.academie == row.academie
        return replace(row, zone=known.zone) if known and same and not row.zone else row

    def objection(self, row: AcademieRow) -> str | None:
        if row.departement not in self._departements:
            return _("Département inconnu : « {code} ».").format(code=row.departement)
        if self._zones.setdefault(row.academie, row.zone) != row.zone:
            return _("L’académie {name} est dans deux zones.").format(name=row.academie)
        return None

    def write(self, plan: Plan[AcademieRow], progress: Progress) -> None:
        rows = [*plan.add, *plan.change]
        named = {code: self._names.get(code) or code.title() for code in {row.academie for row in rows}}
        zones = {row.academie: row.zone for row in rows}
        bring_records(Academie, {code: {"name": name, "zone": zones[code]} for code, name in named.items()})
        known = dict(Departement.objects.values_list("code", "academie_id"))
        moved = [row for row in rows if known[row.departement] != row.academie]
        bring_records(Departement, {row.departement: {"academie_id": row.academie} for row in moved})


class Epcis(Importer[EpciRow]):
    """Groupings of communes, by their SIREN. An older list does not rename them."""

    kind = EPCIS

    def prepare(self, rows: list[EpciRow]) -> None:
        self._records = Epci.objects.in_bulk()

    def key(self, row: EpciRow) -> str:
        return row.code

    def known(self) -> Mapping[str, EpciRow]:
        return {code: EpciRow(code, epci.name, epci.kind) for code, epci in self._records.items()}

    def settled(self, row: EpciRow, known: EpciRow | None) -> EpciRow:
        record = self._records.get(row.code)
        newer = record is None or record.facts_on is None or record.facts_on <= self.facts_on
        return row if newer or known is None else known

    def write(self, plan: Plan[EpciRow], progress: Progress) -> None:
        rows = [*plan.add, *plan.change]
        facts = {"facts_on": self.facts_on}
        bring_records(Epci, {row.code: {"name": row.name, "kind": row.kind, **facts} for row in rows})
        progress(len(rows), len(rows), _("groupements"))
