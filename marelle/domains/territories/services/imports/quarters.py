"""Importing priority neighbourhoods: lists of both generations; and what every file about quarters shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from ...models import Departement, Quarter, QuarterCommune
from ...rules.files.quarters import QUARTERS, QuarterRow
from ...rules.generations import days_of, departement_in
from ...rules.identifiers import departement_of
from ...rules.names import plain
from ...rules.plans import Plan
from ...rules.values import overlaid
from ..figures import bring_figures, known_values
from ..importing import Importer, Progress
from ..outlines import bring_outlines, known_shapes, newest
from .finding import Boxes, Communes

BATCH = 2000
WRITTEN = ("name", "departement", "valid_from", "valid_to", "facts_on")


class QuarterFile(Importer[QuarterRow]):
    """A file whose lines are about quarters: it adds those that are not known, and says more of the others.

    What a file does not say is kept; communes are only added. A name changes with a more recent file. Price: eight
    queries at most, and a few for each 2,000 quarters written.
    """

    needs_vintage = False
    indicators: ClassVar[Sequence[str]] = ()
    draws: ClassVar[bool] = False
    names: ClassVar[bool] = False  # a list of quarters also corrects names of its own day

    def prepare(self, rows: list[QuarterRow]) -> None:
        self._generations = {row.generation for row in rows}
        self._departements = set(Departement.objects.values_list("code", flat=True))
        self._invented = set(Quarter.objects.filter(invented=True).values_list("code", flat=True))
        codes = {code for row in rows for code in row.communes}
        self._communes = Communes(codes, {row.departement for row in rows if row.commune_names})
        self._shapes = known_shapes("quarter") if self.draws else {}
        self._boxes = Boxes() if self.draws else None
        self._days: dict[str, date | None] = {}

    def key(self, row: QuarterRow) -> str:
        return row.code

    def known(self) -> Mapping[str, QuarterRow]:
        communes: dict[str, set[str]] = defaultdict(set)
        links = QuarterCommune.objects.filter(quarter__generation__in=self._generations)
        for quarter, commune in links.values_list("quarter_id", "commune_id"):
            communes[quarter].add(commune)
        values = known_values(None, self.indicators, self.source) if self.indicators else {}
        found = Quarter.objects.filter(generation__in=self._generations, invented=False)
        rows: dict[str, QuarterRow] = {}
        columns = "code", "name", "departement_id", "valid_from", "valid_to", "facts_on"
        for code, name, departement, start, end, day in found.values_list(*columns):
            self._days[code] = day
            rows[code] = QuarterRow(
                code,
                name,
                frozenset(communes[code]),
                departement=departement,
                days=(start, end),
                values=frozenset(values.get(f"quarter:{code}", ())),
                shape=self._shapes[code][0] if code in self._shapes else None,
            )
        return rows

    def settled(self, row: QuarterRow, known: QuarterRow | None) -> QuarterRow:
        communes, doubts = self._communes.placed(row.communes, row.commune_names, row.departement)
        if known is not None:
            named_only = not row.communes and row.generation == 2024  # its names are those of a whole town
            communes = known.communes if named_only else communes | known.communes
        departement, where = _where(row, communes)
        return replace(
            row,
            name=row.name if known is None or self._names(row) else known.name,
            communes=communes,
            departement=departement,
            days=days_of(row.generation, departement),
            values=overlaid(known.values, row.values) if known else row.values,
            shape=newest(row.shape, self._shapes.get(row.code), self._facts_on),
            doubts=(*row.doubts, *where, *doubts, *([row.shape.doubt] if row.shape and row.shape.doubt else [])),
        )

    def _names(self, row: QuarterRow) -> bool:
        """True when the name in the file is to be taken rather than the known one."""
        known, told = self._days.get(row.code) or date.min, self._facts_on or date.min
        return bool(row.name) and (told > known or (self.names and told == known))

    def objection(self, row: QuarterRow) -> str | None:
        for departement in (departement_in(row.code), row.departement):
            if departement not in self._departements:
                return _("Département inconnu : « {code} ».").format(code=departement)
        if row.code in self._invented:
            return _("{code} est le code d’un quartier inventé.").format(code=row.code)
        if not row.name:
            return _("Ce quartier n’est pas dans le registre, et la ligne ne dit pas son nom.")
        if not row.communes:
            return " ".join(row.doubts) or _("Cette ligne ne dit pas dans quelle commune est le quartier.")
        if self._boxes and row.shape and row.shape.geometry and not self._boxes.has(row.shape.middle, _around(row)):
            return misplaced(row.departement)
        return None

    def remark(self, row: QuarterRow) -> str | None:
        return " ".join(row.doubts) or None

    def write(self, plan: Plan[QuarterRow], progress: Progress) -> None:
        rows = [*plan.add, *plan.change]
        for start in range(0, len(rows), BATCH):
            Quarter.objects.bulk_create(
                [self._quarter(row) for row in rows[start : start + BATCH]],
                update_conflicts=True,
                unique_fields=["code"],
                update_fields=WRITTEN,
            )
            progress(min(start + BATCH, len(rows)), len(rows), _("quartiers"))
        links = [QuarterCommune(quarter_id=row.code, commune_id=code) for row in rows for code in sorted(row.communes)]
        QuarterCommune.objects.bulk_create(links, ignore_conflicts=True, batch_size=BATCH)
        bring_figures(self.by, self.source, (value for row in rows for value in row.values))
        shapes = {row.code: row.shape for row in rows if row.shape}
        bring_outlines("quarter", shapes, self.source, self._facts_on)

    def _quarter(self, row: QuarterRow) -> Quarter:
        days = [day for day in (self._days.get(row.code), self._facts_on) if day]
        return Quarter(
            code=row.code,
            name=row.name,
            generation=row.generation,
            departement_id=row.departement,
            valid_from=row.days[0],
            valid_to=row.days[1],
            facts_on=max(days, default=None),
        )


def _where(row: QuarterRow, communes: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """The département of a quarter: that of its communes, and what to say when its code bears another one."""
    coded, there = departement_in(row.code), {departement_of(code) for code in communes}
    if not there or coded in there:
        return coded, ()
    sentence = _("Le code de ce quartier dit le département {coded}, sa commune est dans le {there}.")
    return min(there), (sentence.format(coded=coded, there=min(there)),)


def _around(row: QuarterRow) -> set[str]:
    return {row.departement, *(departement_of(code) for code in row.communes)}


def misplaced(departement: str) -> str:
    """Why an outline is refused that lies far from where its place is."""
    return _(
        "Ce contour n’est pas dans le département {code} : la longitude et la latitude sont peut-être inversées."
    ).format(code=departement)


class Quarters(QuarterFile):
    """Lists of quarters: one line for each, or one for each of its communes."""

    kind = QUARTERS
    names = True

    def merged(self, one: QuarterRow, two: QuarterRow) -> QuarterRow | None:
        more = two.communes - one.communes if one.communes else set(two.commune_names) - set(one.commune_names)
        if not more or (two.name and plain(two.name) != plain(one.name)):
            return None
        names = tuple(dict.fromkeys((*one.commune_names, *two.commune_names)))
        return replace(one, communes=one.communes | two.communes, commune_names=names)
