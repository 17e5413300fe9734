"""Importing candidatures from a spreadsheet: drafts are created, never filed; one transaction for the whole file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.accounts.models import Organisation
from marelle.domains.territories.models import Site
from marelle.domains.territories.queries import read_sheet
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused
from marelle.kernel.files import SHEETS, content_of, keep
from marelle.kernel.questionnaires import Definition
from marelle.kernel.questionnaires.services import AnswersUnreadable, save_answers
from marelle.kernel.words import plain

from ..models import Application, Call, DraftSheet
from ..queries.terms import sites_to_preselect
from ..rules.sheets import MOST_LINES, Line, LineRead, LinesRefused, SheetBrought, read_lines, unknown_sentence
from .applications import open_draft
from .calls import held_call
from .forms import publish_preproject_form

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

Named = TypeVar("Named")
IMPORT = "calls.import_drafts"


class LineRefused(Refused):
    """One line that cannot become a draft; its sentence is for whoever wrote it."""

    code = "calls.sheet_line_refused"
    sentence = gettext_lazy("{reason}")


@dataclass(frozen=True, slots=True)
class _Known:
    """What lines name: sites by code and by name, organisations by SIRET and by name."""

    sites: dict[str, list[Site]]
    bodies: dict[str, list[int]]
    definition: Definition


@transaction.atomic
def send_sheet(*, by: Viewer, at: datetime, call: Call, upload: UploadedFile[bytes]) -> DraftSheet:
    """Keeps a spreadsheet of candidatures to a call; nothing enters yet. Refuses without `calls.import_drafts`, and
    what `kernel.files` refuses."""
    by.must(IMPORT)
    file = keep(upload, by, "calls.draft_sheet", SHEETS)
    sheet = DraftSheet.objects.create(call=call, file=file, person_id=by.person_id, sent_at=at)
    audit.record(by, "calls.send_sheet", sheet, facts={"call": call.pk, "file": file.name})
    return sheet


@transaction.atomic
def bring_drafts(*, by: Viewer, at: datetime, sheet: DraftSheet, leave_refused: bool = False) -> list[LineRead]:
    """Creates a draft for each line of a sheet: all of them, or none. With `leave_refused`, the others enter all the
    same. A site that has a candidature keeps it as it is.

    Answers what became of each line. Refuses without `calls.import_drafts`, `SheetBrought`, `SheetRefused` when the
    file cannot be read, `ColumnsMissing`, `LinesRefused`.
    """
    by.must(IMPORT)
    held = DraftSheet.objects.select_for_update(of=("self",)).select_related("call__form", "file").get(pk=sheet.pk)
    if held.brought_at is not None:
        raise SheetBrought
    read = read_drafts(by=by, at=at, sheet=held)
    refused = sum(not one.done for one in read)
    if refused and not leave_refused:
        raise LinesRefused(count=refused)
    held.brought_at, held.made = at, len(read) - refused
    held.save(update_fields=["brought_at", "made"])
    audit.record(by, "calls.bring_drafts", held, facts={"made": held.made, "left": refused})
    return read


def read_drafts(*, by: Viewer, at: datetime, sheet: DraftSheet) -> list[LineRead]:
    """What becomes of each line: the drafts are created. A page that only looks rehearses it."""
    call = held_call(sheet.call)
    definition = (call.form or publish_preproject_form()).form
    told = read_sheet(content_of(sheet.file), MOST_LINES)
    lines = read_lines(definition, told.headings, iter(told.lines))
    known = _Known(_sites(call), _bodies(lines), definition)
    return [_brought(by, at, call, known, line) for line in lines]


def _sites(call: Call) -> dict[str, list[Site]]:
    found = defaultdict[str, list[Site]](list)
    for site in sites_to_preselect(call):
        for name in {site.slug, plain(site.name)}:
            found[name].append(site)
    return found


def _bodies(lines: Iterable[Line]) -> dict[str, list[int]]:
    numbers, names = {_digits(line.body) for line in lines}, {plain(line.body) for line in lines}
    rows = Organisation.objects.filter(Q(siret__in=numbers - {""}) | Q(plain__in=names - {""}), ended_at=None)
    found = defaultdict[str, list[int]](list)
    for pk, siret, name in rows.values_list("pk", "siret", "plain"):
        for key in {siret, name} - {""}:
            found[key].append(pk)
    return found


def _digits(text: str) -> str:
    return "".join(text.split())


def _brought(by: Viewer, at: datetime, call: Call, known: _Known, line: Line) -> LineRead:
    try:
        with transaction.atomic():
            made = _draft(by, at, call, known, line)
    except AnswersUnreadable as refusal:
        labels = {field.code: field.label for field in known.definition.fields}
        said = " ".join(f"{labels.get(fault.field, fault.field)}\u00a0: {fault.sentence}" for fault in refusal.faults)
        return LineRead(line.number, line.site, False, said)
    except Refused as refusal:
        return LineRead(line.number, line.site, False, str(refusal))
    said = _("Un brouillon, avec {n} réponses. Il reste à le compléter et à le déposer.").format(n=len(line.answers))
    return LineRead(line.number, made.site.name, True, said)


def _draft(by: Viewer, at: datetime, call: Call, known: _Known, line: Line) -> Application:
    if line.unknown:
        raise LineRefused(reason=unknown_sentence(line.unknown))
    site = _one(known.sites.get(line.site) or known.sites.get(plain(line.site)), line.site, _("Site"))
    body = known.bodies.get(_digits(line.body)) or known.bodies.get(plain(line.body))
    number = _one(body, line.body, _("Organisation"))
    by.must(IMPORT, site.perimeters())
    made = open_draft(by, call, site, number, at)
    save_answers(made.sheet, line.answers, by=by, at=at)
    return made


def _one(found: list[Named] | None, text: str, what: str) -> Named:
    if not text:
        raise LineRefused(reason=_("{what} : la case est vide.").format(what=what))
    if not found:
        raise LineRefused(reason=_("{what} : « {text} » n’est pas connu ici.").format(what=what, text=text))
    if len(found) > 1:
        reason = _("{what} : plusieurs s’appellent « {text} ». Écrivez le code.").format(what=what, text=text)
        raise LineRefused(reason=reason)
    return found[0]
