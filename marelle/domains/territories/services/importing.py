"""Importing a file: read, compare, then write in one transaction; what was refused is said line by line."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from ..models import Commune, Departement, ImportRun, Source
from ..rules.reading import Fault, FileUnreadable, read_table
from ..rules.rows import COMMUNE_COLUMNS, CommuneRow, understand_commune

Progress = Callable[[int, int, str], None]
_FIELDS = ("name", "departement_id", "population")


class FileRefused(Refused):
    """The file as a whole cannot be read; nothing was written."""

    code = "territories.file_refused"
    sentence = _("{reason} Rien n’a été changé.")


@dataclass(slots=True)
class ImportReport:
    """What an import changes, or would change."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Fault] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.changed)


def import_communes(
    *, by: Viewer, content: bytes, file_name: str, source: Source | None = None, preview: bool = False
) -> ImportReport:
    """Brings the communes to what the file says. Refuses (`FileRefused`) a damaged file; a second time changes nothing.

    Lines that cannot be read, name an unknown département or come twice are refused one by one and reported. With
    `preview` nothing is written.
    """
    by.must("territories.import")
    try:
        reading = read_table(content, COMMUNE_COLUMNS, understand_commune)
    except FileUnreadable as error:
        raise FileRefused(reason=str(error)) from None
    report = ImportReport(refused=list(reading.faults))
    new, changed = _compare(_sound(reading.rows, report), report)
    if not preview:
        with transaction.atomic():
            Commune.objects.bulk_create(new, batch_size=5000)
            Commune.objects.bulk_update(changed, _FIELDS, batch_size=2000)
            _keep_trace(by, content, file_name, source, report)
    return report


def _sound(rows: Sequence[CommuneRow], report: ImportReport) -> list[CommuneRow]:
    known, seen, sound = set(Departement.objects.values_list("code", flat=True)), set(), []
    for number, row in enumerate(rows, start=2):
        if row.departement not in known:
            report.refused.append(Fault(number, str(_("Département inconnu : {code}.")).format(code=row.departement)))
        elif row.code in seen:
            report.refused.append(Fault(number, str(_("La commune {code} est déjà plus haut.")).format(code=row.code)))
        else:
            seen.add(row.code)
            sound.append(row)
    return sound


def _compare(rows: list[CommuneRow], report: ImportReport) -> tuple[list[Commune], list[Commune]]:
    there = {commune.code: commune for commune in Commune.objects.filter(invented=False)}
    new, changed = [], []
    for row in rows:
        values = dict(zip(_FIELDS, (row.name, row.departement, row.population), strict=True))
        commune = there.get(row.code)
        if commune is None:
            new.append(Commune(code=row.code, **values))
        elif any(getattr(commune, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(commune, name, value)
            changed.append(commune)
    report.added, report.changed = len(new), len(changed)
    report.unchanged = len(rows) - len(new) - len(changed)
    return new, changed


def _keep_trace(by: Viewer, content: bytes, file_name: str, source: Source | None, report: ImportReport) -> None:
    run = ImportRun.objects.create(
        kind="communes",
        file_name=file_name[:150],
        sha256=hashlib.sha256(content).hexdigest(),
        source=source,
        person_id=by.person_id,
        added=report.added,
        changed=report.changed,
        unchanged=report.unchanged,
        refused=[asdict(fault) for fault in report.refused[:1000]],
    )
    audit.record(by, "territories.import_communes", run, facts={"added": report.added, "changed": report.changed})
