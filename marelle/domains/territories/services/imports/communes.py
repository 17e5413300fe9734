"""Importing the register of communes, their population and their grouping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.kernel.access import Viewer

from ...models import Commune, Departement, Epci, EpciCommune, Source
from ...rules.files.places import COMMUNES, CommuneRow
from ...rules.plans import Plan
from ...rules.values import overlaid
from ..bulk import bring_rows
from ..figures import bring_figures, known_values
from ..importing import Importer, ImportReport, Progress, bring, silent

BATCH = 5000
FIELDS = ("name", "departement_id", "population", "population_year", "parent_id", "siren", "postcodes", "lon", "lat")
WRITTEN = (*(name.removesuffix("_id") for name in FIELDS), "facts_on")


def import_communes(
    *,
    by: Viewer,
    content: bytes,
    file_name: str,
    source: Source | None = None,
    facts_on: date | None = None,
    preview: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Brings the communes to what the file says. Refuses (`FileRefused`) a file that it cannot read.

    Lines that cannot be understood, name an unknown département, or come twice are refused one by one and reported.
    With `preview` nothing is written. Communes that the file does not mention stay.
    """
    return bring(
        Communes,
        by=by,
        content=content,
        file_name=file_name,
        source=source,
        facts_on=facts_on,
        preview=preview,
        progress=progress,
    )


class Communes(Importer[CommuneRow]):
    """Communes, by their code. What a list does not say is kept; an older list only adds the population of its year.

    Price: six queries, and a few for each 5,000 communes written.
    """

    kind = COMMUNES
    needs_vintage = False

    def prepare(self, rows: list[CommuneRow]) -> None:
        self._departements = set(Departement.objects.values_list("code", flat=True))
        self._invented = set(Commune.objects.filter(invented=True).values_list("code", flat=True))
        self._epcis = set(Epci.objects.values_list("code", flat=True))
        self._days: dict[str, date | None] = {}
        self._older = 0  # communes of which a newer list said otherwise
        self._parents = {row.parent for row in rows if row.parent} - {row.code for row in rows}

    def key(self, row: CommuneRow) -> str:
        return row.code

    def known(self) -> Mapping[str, CommuneRow]:
        epcis = dict(EpciCommune.objects.filter(valid_to=None).values_list("commune_id", "epci_id"))
        values = known_values(None, ["population"], self.source)
        found: dict[str, CommuneRow] = {}
        for code, facts_on, *facts in Commune.objects.filter(invented=False).values_list("code", "facts_on", *FIELDS):
            name, departement, population, year, parent, siren, postcodes, lon, lat = facts
            self._days[code] = facts_on
            found[code] = CommuneRow(
                code,
                name,
                departement,
                population,
                year,
                parent or "",
                siren,
                epcis.get(code),
                tuple(postcodes) or None,
                None if lon is None else (lon, lat),
                frozenset(values.get(f"commune:{code}", ())),
            )
        return found

    def settled(self, row: CommuneRow, known: CommuneRow | None) -> CommuneRow:
        epci = row.epci if row.epci in self._epcis and self._facts_on else None
        if known is None:
            return replace(row, epci=epci)
        values = overlaid(known.values, row.values)
        if self._is_older(row.code):
            older = replace(known, values=values)
            self._older += replace(row, epci=known.epci, values=values) != older
            return older
        same = row.population is None or (row.population_year is None and row.population == known.population)
        return replace(
            row,
            population=known.population if row.population is None else row.population,
            population_year=known.population_year if same else row.population_year,
            parent=row.parent or known.parent,
            siren=row.siren or known.siren,
            epci=epci or known.epci,
            postcodes=row.postcodes or known.postcodes,
            point=known.point or row.point,
            values=values,
        )

    def _is_older(self, code: str) -> bool:
        day = self._days.get(code)
        return day is not None and (self._facts_on is None or self._facts_on < day)

    def objection(self, row: CommuneRow) -> str | None:
        if row.departement not in self._departements:
            return _("Département inconnu : « {code} ».").format(code=row.departement)
        if not row.code.startswith(row.departement):
            return _("La commune {code} n’est pas dans le département {departement}.").format(
                code=row.code, departement=row.departement
            )
        if row.parent in self._parents and row.parent not in self._days:
            return _("Commune inconnue : {code}.").format(code=row.parent)
        if row.code in self._invented:
            return _("{code} est le code d’une commune inventée.").format(code=row.code)
        return None

    def remark(self, row: CommuneRow) -> str | None:
        return " ".join(row.doubts) or None

    def observations(self) -> Iterable[str]:
        if self._facts_on is None and self._older:
            yield ngettext(
                "Ce fichier ne dit pas de quand il date : {count} commune, connue par une liste datée, ne change pas. "
                "Donnez le jour auquel il était vrai.",
                "Ce fichier ne dit pas de quand il date : {count} communes, connues par une liste datée, ne changent "
                "pas. Donnez le jour auquel il était vrai.",
                self._older,
            ).format(count=self._older)

    def write(self, plan: Plan[CommuneRow], progress: Progress) -> None:
        rows: Sequence[CommuneRow] = [*plan.add, *plan.change]
        for start in range(0, len(rows), BATCH):
            bring_rows(
                Commune,
                ("code", *WRITTEN),
                map(self._record, rows[start : start + BATCH]),
                unique=("code",),
                constants={"invented": False},
            )
            progress(min(start + BATCH, len(rows)), len(rows), _("communes"))
        self._group(rows)
        bring_figures(self.by, self.source, (value for row in rows for value in row.values))

    def _record(self, row: CommuneRow) -> tuple[object, ...]:
        day = self._days.get(row.code)
        return (
            row.code,
            row.name,
            row.departement,
            row.population,
            row.population_year,
            row.parent or None,
            row.siren,
            row.postcodes or (),
            *(row.point or (None, None)),
            max((known for known in (day, self._facts_on) if known), default=None),
        )

    def _group(self, rows: Sequence[CommuneRow]) -> None:
        """The grouping of each commune, from the day of the list; the one that it leaves ends that day."""
        wanted = {row.code: row.epci for row in rows if row.epci}
        if self._facts_on is None or not wanted:
            return
        members = EpciCommune.objects.select_for_update().filter(valid_to=None, commune__in=wanted)
        now = {member.commune_id: member for member in members}
        leaving = [member.pk for code, member in now.items() if member.epci_id != wanted[code]]
        EpciCommune.objects.filter(pk__in=leaving, valid_from__lt=self.facts_on).update(valid_to=self.facts_on)
        EpciCommune.objects.filter(pk__in=leaving, valid_to=None).delete()  # told and corrected on one day
        EpciCommune.objects.bulk_create(
            [
                EpciCommune(epci_id=epci, commune_id=code, valid_from=self.facts_on)
                for code, epci in wanted.items()
                if code not in now or now[code].epci_id != epci
            ],
            batch_size=BATCH,
        )
