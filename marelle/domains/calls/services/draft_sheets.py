"""Importing candidatures from a spreadsheet: drafts are created, never filed; one transaction for the whole file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.accounts.models import Organisation
from marelle.domains.territories.models import Site
from marelle.domains.territories.queries import Page, read_book
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.files import content_of
from marelle.kernel.questionnaires import Definition, normalise
from marelle.kernel.questionnaires.limits import beyond
from marelle.kernel.questionnaires.picking import pick_in_registers
from marelle.kernel.questionnaires.services import save_answers
from marelle.kernel.sheets.lines import CellFault
from marelle.kernel.sheets.opening import keep_sheet
from marelle.kernel.tables.carrying import placed
from marelle.kernel.tables.outcome import LineRead as OneRead
from marelle.kernel.tables.outcome import Outcome
from marelle.kernel.tables.returned import below_titles, corrected, with_cells
from marelle.kernel.words import plain

from ..models import Application, Call, DraftSheet
from ..queries.applications import still_receives
from ..queries.draft_changes import Change, changes_of, written_since
from ..queries.registers import TerritoryRegisters
from ..queries.sheets import Line, read_lines, rows_read
from ..queries.terms import sites_to_preselect
from ..rules.sheets import BODY, SITE, LinesRefused, SheetBrought
from .applications import open_draft
from .calls import held_call
from .forms import publish_preproject_form
from .writing import why_shut

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

Named = TypeVar("Named")
IMPORT = "calls.import_drafts"
NEW, CHANGES, SAME, LEFT, REFUSED = "new", "changes", "same", "left", "refused"


class LineRefused(Refused):
    """One line that cannot become a draft; its sentence is for whoever wrote it."""

    code = "calls.sheet_line_refused"
    sentence = gettext_lazy("{reason}")


@dataclass(frozen=True, slots=True)
class LineRead:
    """What becomes of one line: a new draft, a draft changed, nothing, or why not; `faults` each name their cell."""

    number: int
    site: str
    fate: str
    sentence: str
    faults: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    cells: tuple[CellFault, ...] = ()

    @property
    def done(self) -> bool:
        return self.fate == NEW


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A whole file: its lines, the sheets of it that are not read, what is to be corrected and where."""

    lines: list[LineRead]
    unread: list[str]
    wrong: Outcome

    def count(self, fate: str) -> int:
        return sum(one.fate == fate for one in self.lines)


@dataclass(frozen=True, slots=True)
class _Known:
    """What lines name: sites by code and by name, organisations by SIRET and by name; the form that they fill."""

    sites: dict[str, list[Site]]
    bodies: dict[str, list[int]]
    definition: Definition
    accepted: frozenset[int] | None


@transaction.atomic
def send_sheet(*, by: Viewer, at: datetime, call: Call, upload: UploadedFile[bytes]) -> DraftSheet:
    """Keeps a spreadsheet of candidatures to a call; nothing enters yet. Refuses without `calls.import_drafts`, and
    what `kernel.files` refuses."""
    by.must(IMPORT)
    file = keep_sheet(upload, by, "calls.draft_sheet")
    sheet = DraftSheet.objects.create(call=call, file=file, person_id=by.person_id, sent_at=at)
    audit.record(by, "calls.send_sheet", sheet, facts={"call": call.pk, "file": file.name})
    return sheet


@transaction.atomic
def correct_draft_cells(*, by: Viewer, sheet: DraftSheet, cells: Mapping[str, str]) -> DraftSheet:
    """Keeps what was typed in the place of refused cells, right or wrong: it is judged again with the rest.

    `cells`: by place, « 0.5.3 » for the third cell of line 5 of the first sheet. Refuses without `calls.import_drafts`,
    `SheetBrought`, `CorrectionsTooMany`.
    """
    by.must(IMPORT)
    held = DraftSheet.objects.select_for_update(of=("self",)).select_related("call__form", "file").get(pk=sheet.pk)
    if held.brought_at is not None:
        raise SheetBrought
    held.corrections = with_cells(held.corrections, cells)
    held.save(update_fields=["corrections"])
    audit.record(by, "calls.correct_draft_cells", held, facts={"cells": sorted(cells)[:100]})
    return held


@transaction.atomic
def bring_drafts(
    *,
    by: Viewer,
    at: datetime,
    sheet: DraftSheet,
    leave_refused: bool = False,
    accepted: Collection[int] | None = None,
) -> SheetRead:
    """Creates a draft for each line of a sheet: all of them, or none. With `leave_refused`, the others enter all the
    same. `accepted`, the numbers of lines: these enter and the rest is left; only so does a line change a draft that
    came from an earlier import and that nobody has written in since. Any other candidature is kept as it is.

    Answers what became of each line. Refuses without `calls.import_drafts`, `SheetBrought`, `SheetRefused` when the
    file cannot be read, `ColumnsMissing`, `SheetMalformed`, `LinesRefused`.
    """
    by.must(IMPORT)
    held = DraftSheet.objects.select_for_update(of=("self",)).select_related("call__form", "file").get(pk=sheet.pk)
    if held.brought_at is not None:
        raise SheetBrought
    read = read_drafts(by=by, at=at, sheet=held, accepted=accepted)
    refused = read.count(REFUSED)
    if refused and not leave_refused:
        raise LinesRefused(count=refused)
    held.brought_at, held.made = at, read.count(NEW)
    held.save(update_fields=["brought_at", "made"])
    facts = {"made": held.made, "changed": read.count(CHANGES) if accepted is not None else 0, "left": refused}
    audit.record(by, "calls.bring_drafts", held, facts=facts)
    return read


def read_drafts(*, by: Viewer, at: datetime, sheet: DraftSheet, accepted: Collection[int] | None = None) -> SheetRead:
    """What becomes of each line: the drafts are created. A page that only looks rehearses it."""
    call = held_call(sheet.call)
    definition = (call.form or publish_preproject_form()).form
    pages = tuple(below_titles(one, {}) for one in corrected(read_book(content_of(sheet.file)), sheet.corrections))
    book = read_lines(definition, pages)
    if not book.lines and not book.stray:
        raise LineRefused(reason=_("Aucune ligne sous les titres : il n’y a rien à importer."))
    chosen = frozenset(accepted) if accepted is not None else None
    known = _Known(_sites(call), _bodies(book.lines), definition, chosen)
    opened = call.opens_at.astimezone(PARIS).date()
    pick_in_registers(definition, book.lines, TerritoryRegisters(call.invented, opened))
    lines = [_brought(by, at, call, known, line) for line in book.lines]
    stray = [LineRead(one.place.line, "", REFUSED, str(one), (str(one),), (), (one,)) for one in book.stray]
    return SheetRead(lines + stray, book.unread, _wrong(lines + stray, book.main, pages))


def _wrong(lines: Iterable[LineRead], main: str, pages: Sequence[Page]) -> Outcome:
    """The lines to correct, as every table that comes back says them."""
    place = next((n for n, page in enumerate(pages) if page.name == main), 0)
    refused = [
        OneRead(place, one.number, "", one.site, REFUSED, one.sentence, one.cells, (), main)
        for one in lines
        if one.fate == REFUSED
    ]
    return placed(Outcome(refused), pages)


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
    number, answers = line.place.line, rows_read(line.answers)
    site, body = _named(known, line)
    faults = [*line.faults, *_faults(known.definition, line, answers)]
    if known.accepted is not None and number not in known.accepted:
        return LineRead(number, line.site, LEFT, _("Laissée de côté."))
    if faults or site is None or body is None:
        said = tuple(str(fault) for fault in faults)
        return LineRead(number, line.site, REFUSED, " ".join(said), said, (), tuple(faults))
    try:
        with transaction.atomic():
            by.must(IMPORT, site.perimeters())
            return _entered(by, at, call, known, line, site, body)
    except Refused as refusal:
        fault = line.at(SITE, str(refusal))
        return LineRead(number, site.name, REFUSED, str(fault), (str(fault),), (), (fault,))


def _named(known: _Known, line: Line) -> tuple[Site | None, int | None]:
    """The site and the organisation of a line; what is not known is one more fault of it."""
    body = known.bodies.get(_digits(line.body)) or known.bodies.get(plain(line.body))
    found = (known.sites.get(line.site) or known.sites.get(plain(line.site)), body)
    return _one(line, SITE, found[0], line.site), _one(line, BODY, found[1], line.body)


def _one(line: Line, code: str, found: list[Named] | None, text: str) -> Named | None:
    if found and len(found) == 1:
        return found[0]
    words = _("plusieurs s’appellent « {text} » : écrivez le code") if found else _("« {text} » n’est pas connu ici")
    if any(fault.place == line.places[code][0] for fault in line.faults):
        return None  # the cell has already said what is wrong with it
    line.faults.append(line.at(code, words.format(text=text[:80]) if text else _("la case est vide")))
    return None


def _faults(definition: Definition, line: Line, answers: dict[str, object]) -> list[CellFault]:
    """What the form cannot read of the answers of a line, or could never take."""
    read = normalise(definition, answers)
    found = [line.at(fault.path, fault.sentence) for fault in read.faults]
    for code, value in read.answers.items():
        field = definition.field(code)
        found += [line.at(fault.path, fault.sentence) for fault in beyond(field, value)] if field else []
    return found


def _entered(by: Viewer, at: datetime, call: Call, known: _Known, line: Line, site: Site, body: int) -> LineRead:
    """A new draft; or the same one changed, where it came from an earlier import and its line was accepted."""
    answers, number = rows_read(line.answers), line.place.line
    there = Application.objects.filter(call=call, site=site).exclude(state="withdrawn")
    draft = there.select_related("sheet__questionnaire").first()
    if draft is None:
        made = open_draft(by, call, site, body, at)
        save_answers(made.sheet, answers, by=by, at=at)
        said = ngettext(
            "Un brouillon, avec {n} réponse. Il reste à le compléter et à le déposer.",
            "Un brouillon, avec {n} réponses. Il reste à le compléter et à le déposer.",
            len(answers),
        )
        return LineRead(number, site.name, NEW, said.format(n=len(answers)))
    if draft.state != "draft":
        raise LineRefused(reason=_("une candidature existe déjà pour ce site, et elle est déposée"))
    if written_since(draft.sheet, by):
        raise LineRefused(reason=_("une candidature existe déjà pour ce site, et la commune y écrit"))
    if not still_receives(draft, at):
        raise why_shut(draft)
    changes = changes_of(draft.sheet, answers)
    if changes and known.accepted is not None:
        save_answers(draft.sheet, answers, by=by, at=at)
        audit.record(by, "calls.change_draft", draft, facts={"fields": [one.code for one in changes]})
    said = ngettext("{n} réponse change.", "{n} réponses changent.", len(changes)).format(n=len(changes))
    words = said if changes else _("Rien ne change : le brouillon dit déjà cela.")
    return LineRead(number, site.name, CHANGES if changes else SAME, words, (), tuple(changes))
