"""Importing the passage from quarters of 2015 to those of 2024, as a source states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from ...models import Quarter, QuarterPassage
from ...rules.files.passages import PASSAGES, PassageRow
from ...rules.plans import Plan
from ..importing import Importer, Progress

BATCH = 5000


class Passages(Importer[PassageRow]):
    """Stated passages; what was deduced of the same quarters gives way. Price: two queries, one for 5,000 written."""

    kind = PASSAGES
    needs_vintage = False

    def prepare(self, rows: list[PassageRow]) -> None:
        self._quarters = set(Quarter.objects.filter(invented=False).values_list("code", flat=True))

    def key(self, row: PassageRow) -> str:
        return f"{row.before} {row.after}"

    def known(self) -> Mapping[str, PassageRow]:
        stated = QuarterPassage.objects.filter(basis="source").values_list("before_id", "after_id", "share")
        return {f"{before} {after}": PassageRow(before, after, share) for before, after, share in stated}

    def settled(self, row: PassageRow, known: PassageRow | None) -> PassageRow:
        return replace(row, share=known.share) if known and row.share is None else row

    def objection(self, row: PassageRow) -> str | None:
        unknown = [code for code in (row.before, row.after) if code not in self._quarters]
        return _("Quartier inconnu : {codes}.").format(codes=", ".join(unknown)) if unknown else None

    def write(self, plan: Plan[PassageRow], progress: Progress) -> None:
        rows = [*plan.add, *plan.change]
        QuarterPassage.objects.bulk_create(
            [
                QuarterPassage(
                    before_id=row.before, after_id=row.after, basis="source", share=row.share, source=self.source
                )
                for row in rows
            ],
            update_conflicts=True,
            unique_fields=["before", "after"],
            update_fields=["basis", "share", "source"],
            batch_size=BATCH,
        )
        progress(len(rows), len(rows), _("passages"))
