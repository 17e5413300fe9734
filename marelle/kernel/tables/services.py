"""The orders about working tables that come back: send one, correct a cell of it, bring it in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.errors import Refused
from marelle.kernel.files import content_of
from marelle.kernel.rehearsal import rehearse
from marelle.kernel.sheets.books import Page
from marelle.kernel.sheets.opening import keep_sheet, read_book

from .carrying import carry
from .declaring import Asked
from .models import ReturnedBook
from .outcome import CHANGES, CLASH, NEW, REFUSED, Outcome
from .returned import MOST_AT_ONCE, MOST_REHEARSED, Returned, Run, corrected, with_cells

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class LinesRefused(Refused):
    """Some lines cannot enter, and nobody said to leave them aside."""

    code = "tables.lines_refused"
    sentence = _("Lignes qui ne peuvent pas entrer\u00a0: {count}. Corrigez-les, ou demandez de les laisser de côté.")


def books_of(ground: str, table: str) -> QuerySet[ReturnedBook]:
    """The workbooks of one table that came back, the newest first. Price: one query when read."""
    return ReturnedBook.objects.filter(ground=ground, table=table).select_related("file").order_by("-sent_at", "-pk")


@transaction.atomic
def send_back(*, asked: Asked, tables: Sequence[Returned], table: str, upload: UploadedFile[bytes]) -> ReturnedBook:
    """Keeps a workbook that came back; nothing enters yet. `table` is the name under which it is found again.

    Refuses whoever may not send back one of the tables, and what `kernel.files` refuses.
    """
    _must(asked, tables)
    file = keep_sheet(upload, asked.by, f"tables.{table}")
    book = ReturnedBook.objects.create(
        table=table, ground=asked.mark, file=file, person_id=asked.by.person_id, sent_at=asked.at
    )
    audit.record(asked.by, "tables.send_back", book, facts={"table": table, "of": asked.mark, "sha256": file.sha256})
    return book


@transaction.atomic
def correct_cells(
    *, asked: Asked, tables: Sequence[Returned], book: ReturnedBook, cells: Mapping[str, str]
) -> ReturnedBook:
    """Keeps what was typed in the place of refused cells, right or wrong: it is judged again with the rest.

    `cells`: by place, « 0.5.3 » for the third cell of line 5 of the first sheet. Refuses as `send_back`,
    `CorrectionsTooMany`.
    """
    _must(asked, tables)
    held = ReturnedBook.objects.select_for_update(of=("self",)).select_related("file").get(pk=book.pk)
    held.corrections = with_cells(held.corrections, cells)
    held.save(update_fields=["corrections"])
    audit.record(asked.by, "tables.correct_cells", held, facts={"cells": sorted(cells)[:100]})
    return held


def look_at(*, asked: Asked, tables: Sequence[Returned], book: ReturnedBook, orders: int | None = None) -> Outcome:
    """What would become of each line, by the orders themselves, taken back; beyond so many `orders`, lines are only
    compared. Refuses as `bring_in`. Price: that of `carry`."""
    _must(asked, tables)
    pages = pages_of(book)
    run = Run(orders=MOST_REHEARSED if orders is None else orders, entered=dict(book.entered), rehearsed=True)
    return rehearse(lambda: carry(tables, asked, pages, run))


@transaction.atomic
def bring_in(
    *,
    asked: Asked,
    tables: Sequence[Returned],
    book: ReturnedBook,
    accepted: Collection[str] | None = None,
    leave_refused: bool = False,
) -> Outcome:
    """Brings in the lines of a workbook: those `accepted` (by their `id`), or every one that is new or changed.

    At most 500 orders are given at once, for twenty seconds at most; done again, the rest enters, and what entered
    stays as it is. A line that cannot enter stops the whole, unless `leave_refused`. Refuses as `send_back`,
    `LinesRefused`, `SheetRefused` when the file cannot be read, and as `carry`. Price: that of `carry`.
    """
    _must(asked, tables)
    held = ReturnedBook.objects.select_for_update(of=("self",)).select_related("file").get(pk=book.pk)
    run = Run(None if accepted is None else frozenset(accepted), MOST_AT_ONCE, dict(held.entered))
    outcome = carry(tables, asked, pages_of(held), run)
    refused = outcome.count(REFUSED)
    if refused and not leave_refused:
        raise LinesRefused(count=refused)
    held.entered, held.brought_at = run.entered, asked.at
    held.made, held.changed = held.made + outcome.count(NEW), held.changed + outcome.count(CHANGES)
    held.save(update_fields=["entered", "brought_at", "made", "changed"])
    facts = {"made": outcome.count(NEW), "changed": outcome.count(CHANGES), "left": refused + outcome.count(CLASH)}
    audit.record(asked.by, "tables.bring_in", held, facts=facts)
    return outcome


def pages_of(book: ReturnedBook) -> tuple[Page, ...]:
    """The pages of a workbook, with what was corrected. Refuses `SheetRefused`, `FileGone`."""
    return corrected(read_book(content_of(book.file)), book.corrections)


def _must(asked: Asked, tables: Sequence[Returned]) -> None:
    for table in tables:
        table.refuse(asked)
