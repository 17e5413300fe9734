"""Importing the school calendar and public holidays. What a file says is checked against the `holidays` package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from marelle.kernel.sheets.flat import Sheet

from ...models import PublicHoliday, SchoolHoliday, Source
from ...rules import almanac
from ...rules.files.calendar import ALMANAC, MINISTRY, PUBLIC_HOLIDAYS, SCHOOL_HOLIDAYS, HolidayRow, PublicHolidayRow
from ...rules.kinds import Provenance
from ...rules.plans import Plan
from ..importing import Importer, Progress
from ..sources import cite_source


def almanac_source() -> Source:
    """The package, as a source."""
    return cite_source(name=almanac.almanac_name(), url=ALMANAC.url, licence=ALMANAC.licence)


def computed_sources() -> set[int]:
    """The package in each of its versions: a file says better. Price: one query."""
    return set(Source.objects.filter(url=ALMANAC.url).values_list("pk", flat=True))


class SchoolHolidays(Importer[HolidayRow]):
    """Holidays by zone, school year and name: a day that was corrected is changed. Nothing is deleted.

    A holiday that the file cuts at its edge does not shorten the one we know. Price: five queries.
    """

    kind = SCHOOL_HOLIDAYS
    needs_vintage = False

    @classmethod
    def provenance(cls, sheet: Sheet) -> Provenance | None:
        official = "school_year" in cls.kind.matching(sheet.headings).places
        return MINISTRY if official else cls.kind.provenance

    def prepare(self, rows: list[HolidayRow]) -> None:
        self._computed = computed_sources()
        self._records: dict[str, SchoolHoliday] = {}

    def key(self, row: HolidayRow) -> str:
        return row.key

    def known(self) -> Mapping[str, HolidayRow]:
        self._records = {_row(record).key: record for record in SchoolHoliday.objects.all()}
        return {key: _row(record) for key, record in self._records.items()}

    def merged(self, one: HolidayRow, two: HolidayRow) -> HolidayRow | None:
        return one if one == two else None  # the ministry repeats a zone's line for each of its académies

    def settled(self, row: HolidayRow, known: HolidayRow | None) -> HolidayRow:
        source = self.source.pk if known is None or known.source in self._computed else known.source
        if known and row.is_cut and known.first <= row.first and row.last <= known.last:
            return replace(known, source=source)
        return replace(row, source=source)

    def remark(self, row: HolidayRow) -> str | None:
        if row.is_cut:
            return _("Le fichier coupe ces vacances à son bord : elles sont plus longues.")
        computed = almanac.said_by_the_almanac(row)
        if computed and computed != (row.first, row.last):
            return _("La bibliothèque de calcul dit autre chose : du {first} au {last}.").format(
                first=computed[0].isoformat(), last=computed[1].isoformat()
            )
        return None

    def write(self, plan: Plan[HolidayRow], progress: Progress) -> None:
        SchoolHoliday.objects.bulk_create(holiday(row) for row in plan.add)
        changed = [(self._records[row.key], row) for row in plan.change]
        for record, row in changed:
            record.first_day, record.last_day, record.source_id = row.first, row.last, row.source
        SchoolHoliday.objects.bulk_update(
            [record for record, _row in changed], ["first_day", "last_day", "source"], batch_size=500
        )
        progress(len(plan.add) + len(changed), len(plan.add) + len(changed), _("vacances"))


class PublicHolidays(Importer[PublicHolidayRow]):
    """Public holidays, those of everywhere, and those that a territory adds: what it repeats is not kept twice.

    Price: four queries.
    """

    kind = PUBLIC_HOLIDAYS
    needs_vintage = False

    def prepare(self, rows: list[PublicHolidayRow]) -> None:
        self._computed = computed_sources()
        self._records = {_public_row(record).key: record for record in PublicHoliday.objects.all()}
        there = [(record.subdivision, record.day, record.name) for record in self._records.values()]
        there += [(row.subdivision, row.day, row.name) for row in rows]
        everywhere = {(day, name) for subdivision, day, name in there if not subdivision}
        self._repeated = {row.key: row for row in rows if row.subdivision and (row.day, row.name) in everywhere}

    def key(self, row: PublicHolidayRow) -> str:
        return row.key

    def known(self) -> Mapping[str, PublicHolidayRow]:
        return self._repeated | {key: _public_row(record) for key, record in self._records.items()}

    def merged(self, one: PublicHolidayRow, two: PublicHolidayRow) -> PublicHolidayRow | None:
        return one if one == two else None

    def settled(self, row: PublicHolidayRow, known: PublicHolidayRow | None) -> PublicHolidayRow:
        if known is not None and (row.key in self._repeated or known.source not in self._computed):
            return known
        return replace(row, source=self.source.pk)

    def remark(self, row: PublicHolidayRow) -> str | None:
        found = almanac.public_holidays(row.day.year, row.day.year)
        same = {"AM": ("57", "6AE")}.get(row.subdivision, (row.subdivision, ""))
        if any(one.day == row.day and one.subdivision in same for one in found):
            return None
        return _("La bibliothèque de calcul ne compte pas ce jour comme férié.")

    def write(self, plan: Plan[PublicHolidayRow], progress: Progress) -> None:
        PublicHoliday.objects.bulk_create(public_holiday(row) for row in plan.add)
        changed = [self._records[row.key] for row in plan.change]
        for record in changed:
            record.source = self.source
        PublicHoliday.objects.bulk_update(changed, ["source"], batch_size=500)
        progress(len(plan.add) + len(changed), len(plan.add) + len(changed), _("jours fériés"))


def _row(record: SchoolHoliday) -> HolidayRow:
    return HolidayRow(record.zone, record.name, record.first_day, record.last_day, record.source_id or 0)


def holiday(row: HolidayRow) -> SchoolHoliday:
    return SchoolHoliday(
        zone=row.zone, name=row.name, first_day=row.first, last_day=row.last, source_id=row.source or None
    )


def _public_row(record: PublicHoliday) -> PublicHolidayRow:
    return PublicHolidayRow(record.subdivision, record.day, record.name, record.source_id or 0)


def public_holiday(row: PublicHolidayRow) -> PublicHoliday:
    return PublicHoliday(subdivision=row.subdivision, day=row.day, name=row.name, source_id=row.source or None)
