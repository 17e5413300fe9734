"""Importing schools, their figures, their networks of priority education and the quarters near them.

The readers of the several lists are beside, in `school_lists` and `school_networks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import ClassVar

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ...models import School
from ...rules.lands import placed
from ...rules.plans import Plan
from ...rules.schools import SchoolRow, departements_of, named, settled, united
from ...rules.spans import Spans, silenced, told
from ...rules.values import Value
from ...rules.vintages import vintage_of
from ..bulk import among, bring_rows
from ..figures import bring_figures, known_values
from ..importing import Importer, Progress
from .communes_said import CommunesSaid
from .school_links import bring_near, bring_spans, known_near, known_spans, whole_lists

RECORD = ("name", "kind", "sector", "commune", "commune_said", "postcode", "opened_on", "closed_on", "facts_on")
COLUMNS = ("name", "kind", "sector", "commune_id", *RECORD[4:], "lon", "lat", "invented")


# A list that forgets more than one member in ten is an extract: its silence is not heard, unless somebody says so.
FORGOTTEN_AT_MOST = 10


class Schools(Importer[SchoolRow]):
    """Schools, by their UAI. The newest list wins, what it does not say is kept; a partial list only completes.

    Figures are those of the file's source and keep their school year. Nothing is deleted: a school that is in no list
    any more stays. Price: nine queries, and a few for each 20,000 rows written.
    """

    needs_vintage = False
    indicators: ClassVar[tuple[str, ...]] = ()
    tells_networks: ClassVar[bool] = False
    tells_near: ClassVar[bool] = False

    @classmethod
    def day_of(cls, file_name: str) -> date | None:
        """Lists of schools follow the school year: « rep_2022 » is true from 1 September 2022."""
        day = vintage_of(file_name)
        return day and date(day.year, 9, 1)

    @property
    def told_on(self) -> date | None:
        return self._last_day or self._facts_on

    def prepare(self, rows: list[SchoolRow]) -> None:
        self._whole_lists = whole_lists() if self.tells_networks else set()
        self._last_day = max((row.facts_on for row in rows if row.facts_on), default=None)
        self._asked = [*(row.uai for row in rows), *self.also_asked(rows)]
        self._years = {value.period.start for row in rows for value in row.values}
        self._communes = CommunesSaid.known()
        lost = [row for row in rows if row.commune not in self._communes.codes]
        self._communes.name_those_of({code for row in lost for code in departements_of(row.uai)})
        self._spans: Mapping[str, Spans] = known_spans(self._asked) if self.tells_networks else {}
        self._silent_days = self._days_that_say_no(rows)
        self._invented: set[str] = set()

    def _days_that_say_no(self, rows: list[SchoolRow]) -> tuple[date, ...]:
        """The days of whole lists, read before, that may end what this file says: those that know nearly all of it."""
        members = [row.uai for row in rows if row.membership and row.membership[0]]

        def forgets_few(day: date) -> bool:
            lost = [uai for uai in members if not any(span.seen >= day for span in self._spans.get(uai, ()))]
            return len(lost) * FORGOTTEN_AT_MOST <= len(members)

        return tuple(day for day in sorted({day for _sha256, day in self._whole_lists}) if forgets_few(day))

    def also_asked(self, rows: list[SchoolRow]) -> list[str]:
        """Schools that the file does not name, and that its reader needs to know."""
        return []

    def key(self, row: SchoolRow) -> str:
        return row.uai

    def merged(self, one: SchoolRow, two: SchoolRow) -> SchoolRow | None:
        return united(one, two)

    def known(self) -> Mapping[str, SchoolRow]:
        values = known_values(None, self.indicators, self.source, self._years) if self._years else {}
        near = known_near(self._asked, self.source) if self.tells_near else {}
        found: dict[str, SchoolRow] = {}
        records = School.objects.filter(among("uai", self._asked)).values_list("uai", *COLUMNS)
        for uai, name, kind, sector, commune, said, postcode, opened, closed, day, lon, lat, invented in records:
            if invented:
                self._invented.add(uai)
                continue
            found[uai] = SchoolRow(
                uai,
                name,
                kind,
                sector,
                commune or "",
                said,
                postcode,
                None if lon is None else (lon, lat),
                opened,
                closed,
                day,
                frozenset(values.get(f"school:{uai}", ())),
                self._spans.get(uai, ()),
                frozenset(near.get(uai, ())),
            )
        self._known = found
        return found

    def settled(self, row: SchoolRow, known: SchoolRow | None) -> SchoolRow:
        day = row.facts_on or self._facts_on
        if day is None:
            return row
        row = self._placed(row)
        if row.closed and row.closed_on is None:
            doubt = _("Fermé, un jour que la liste ne dit pas : celui de la liste est gardé.")
            row = replace(row, closed_on=day, doubts=(*row.doubts, doubt))
        before = known.spans if known else ()
        spans = told(before, day, *row.membership) if row.membership else before
        heard = silenced(spans, (later for later in self._silent_days if later > day))
        if heard != spans and heard != before:
            doubt = _("La liste du {day}, lue avant, ne le nomme pas : son éducation prioritaire s’est terminée.")
            ends = max(span.end for span in heard if span.end)
            row = replace(row, doubts=(*row.doubts, doubt.format(day=date_format(ends))))
        spans = heard
        if known is None:
            name = row.name or named("", row.kind)
            known = replace(row, name=name, facts_on=day, values=frozenset(), near=frozenset())
        return settled(row, known, day, spans)

    def _placed(self, row: SchoolRow) -> SchoolRow:
        """The row with a commune of the register: by its code, else by its name in the school's département; and with
        its point where that may be."""
        if row.point is not None:
            point, doubts = placed(row.point, departements_of(row.uai))
            row = replace(row, point=point, doubts=(*row.doubts, *doubts))
        if row.commune in self._communes.codes:
            return row
        code = self._communes.by_name(row.commune_said, departements_of(row.uai))
        if not code:
            return replace(row, commune="", commune_said=row.commune_said or row.commune)
        if not row.commune:
            return replace(row, commune=code)
        doubt = _("La commune {old} n’existe plus : {name} ({code}) porte son nom dans le département.").format(
            old=row.commune, name=self._communes.name(code), code=code
        )
        return replace(row, commune=code, doubts=(*row.doubts, doubt))

    def objection(self, row: SchoolRow) -> str | None:
        if row.facts_on is None:
            return _("Cette ligne ne dit pas de quand elle date, et le fichier non plus.")
        if row.uai in self._invented:
            return _("{uai} est le code d’un établissement inventé.").format(uai=row.uai)
        if row.opened_on and row.closed_on and row.closed_on < row.opened_on:
            return _("Cet établissement ferme avant d’ouvrir.")
        return None

    def remark(self, row: SchoolRow) -> str | None:
        said = list(row.doubts)
        if row.commune_said:
            said.append(
                _("La commune « {name} » n’est pas dans le registre : l’établissement est gardé sans commune.").format(
                    name=row.commune_said
                )
            )
        return " ".join(said) or None

    def write(self, plan: Plan[SchoolRow], progress: Progress) -> None:
        rows = [*plan.add, *plan.change]
        self._write_records([row for row in rows if _record(row) != _record(self._known.get(row.uai))])
        progress(len(rows), len(rows), _("établissements"))
        bring_figures(self.by, self.source, self._new_values(rows))
        if self.tells_networks:
            bring_spans({row.uai: row.spans for row in rows}, self.source)
        if self.tells_near:
            bring_near({row.uai: row.near for row in rows}, self.source)

    def _new_values(self, rows: Iterable[SchoolRow]) -> Iterable[Value]:
        for row in rows:
            known = self._known.get(row.uai)
            yield from row.values - known.values if known else row.values

    def _write_records(self, rows: list[SchoolRow]) -> None:
        bring_rows(
            School,
            ("uai", *RECORD, "lon", "lat"),
            (_record(row) for row in rows),
            unique=("uai",),
            constants={"invented": False},
        )


def _record(row: SchoolRow | None) -> tuple[object, ...]:
    """A row as the register keeps it, without its figures and links."""
    if row is None:
        return ()
    lon, lat = row.point or (None, None)
    return (
        row.uai,
        row.name,
        row.kind,
        row.sector,
        row.commune or None,
        row.commune_said,
        row.postcode,
        row.opened_on,
        row.closed_on,
        row.facts_on,
        lon,
        lat,
    )
