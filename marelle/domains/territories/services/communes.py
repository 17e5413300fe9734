"""Importing the register of communes."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from marelle.kernel.access import Viewer

from ..models import Commune, Departement, Source
from ..rules.plans import Plan, compare
from ..rules.reading import Line, read_table
from ..rules.rows import COMMUNE_COLUMNS, CommuneRow, understand_commune
from .importing import FileRead, ImportReport, Progress, keep_trace, report_of, silent, understood

BATCH = 5000
FIELDS = ("name", "departement", "population", "population_year")


def import_communes(
    *,
    by: Viewer,
    content: bytes,
    file_name: str,
    source: Source | None = None,
    preview: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Brings the communes to what the file says. Refuses (`FileRefused`) a file that it cannot read.

    Lines that cannot be understood, name an unknown département, or come twice are refused one by one and reported.
    With `preview` nothing is written. Communes that the file does not mention stay. Price: two queries, and one for
    each 5,000 communes written.
    """
    by.must("territories.import")
    reading = understood(lambda: read_table(content, COMMUNE_COLUMNS, understand_commune))
    known = _known()
    reading.lines = [Line(line.number, _dated(line.row, known.get(line.row.code))) for line in reading.lines]
    plan = compare(reading, known, lambda row: row.code, _objection())
    report = report_of(plan)
    if not preview:
        with transaction.atomic():
            _write(plan, progress)
            keep_trace(by, FileRead("communes", file_name, content, source), report)
    return report


def _known() -> dict[str, CommuneRow]:
    values = Commune.objects.filter(invented=False).values_list("code", *FIELDS)
    return {row[0]: CommuneRow(*row) for row in values}


def _dated(row: CommuneRow, known: CommuneRow | None) -> CommuneRow:
    """A file that gives the same population without its year does not make us forget the year."""
    if known is not None and row.population_year is None and row.population == known.population:
        return replace(row, population_year=known.population_year)
    return row


def _objection() -> Callable[[CommuneRow], str | None]:
    departements = set(Departement.objects.values_list("code", flat=True))
    invented = set(Commune.objects.filter(invented=True).values_list("code", flat=True))

    def why(row: CommuneRow) -> str | None:
        if row.departement not in departements:
            return _("Département inconnu : « {code} ».").format(code=row.departement)
        if not row.code.startswith(row.departement):
            return _("La commune {code} n’est pas dans le département {departement}.").format(
                code=row.code, departement=row.departement
            )
        return _("{code} est le code d’une commune inventée.").format(code=row.code) if row.code in invented else None

    return why


def _write(plan: Plan[CommuneRow], progress: Progress) -> None:
    rows: Sequence[CommuneRow] = [*plan.add, *plan.change]
    for start in range(0, len(rows), BATCH):
        Commune.objects.bulk_create(
            [_commune(row) for row in rows[start : start + BATCH]],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=FIELDS,
        )
        progress(min(start + BATCH, len(rows)), len(rows), _("communes"))


def _commune(row: CommuneRow) -> Commune:
    return Commune(
        code=row.code,
        name=row.name,
        departement_id=row.departement,
        population=row.population,
        population_year=row.population_year,
    )
