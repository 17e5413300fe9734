"""What became of the quarters of 2015 in the list of 2024, as far as outlines and names let us deduce it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from marelle.engines.outlines import overlap
from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..models import Outline, QuarterCommune, QuarterPassage
from ..rules.passages import Named, boxes_that_meet, by_name, neighbours
from ..rules.shapes import outline_of

SLIVER = 0.05  # of either quarter: below, two outlines only touch, drawn to ten metres or so
SMALLEST = Decimal("0.0001")
BOX = ("west", "south", "east", "north")
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Linked:
    """What was deduced: passages added, corrected and withdrawn, and those that stand as they were."""

    added: int = 0
    corrected: int = 0
    withdrawn: int = 0
    unchanged: int = 0

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.corrected or self.withdrawn)


@dataclass(frozen=True, slots=True)
class _Deduced:
    basis: str
    share: Decimal | None = None


@transaction.atomic
def link_generations(*, by: Viewer) -> Linked:
    """Links each quarter of 2015 to those of 2024 that it became: by outlines where both have one, else by name.

    Of a quarter whose passage a source states, nothing is deduced. What was deduced and no longer holds is withdrawn;
    a second time nothing changes. Refuses without `territories.import`. Price: five queries, and one a kind of change.
    """
    by.must("territories.import")
    known = {(one.before_id, one.after_id): one for one in QuarterPassage.objects.select_for_update()}
    stated = {before for (before, _after), one in known.items() if one.basis == "source"}
    wanted = {pair: said for pair, said in _deduced().items() if pair[0] not in stated}
    gone = [one for pair, one in known.items() if one.basis != "source" and pair not in wanted]
    new = [_passage(pair, said) for pair, said in wanted.items() if pair not in known]
    moved = [known[pair] for pair, said in wanted.items() if pair in known and _take(known[pair], said)]
    QuarterPassage.objects.filter(pk__in=[one.pk for one in gone]).delete()
    QuarterPassage.objects.bulk_create(new, batch_size=BATCH)
    if moved:
        QuarterPassage.objects.bulk_update(moved, ["basis", "share"], batch_size=BATCH)
    linked = Linked(len(new), len(moved), len(gone), len(wanted) - len(new) - len(moved))
    for first in [*new, *moved, *gone][:1]:  # one line for all of them, on the first
        facts = {"added": linked.added, "corrected": linked.corrected, "withdrawn": linked.withdrawn}
        audit.record(by, "territories.link_generations", first, facts=facts)
    return linked


def _deduced() -> dict[tuple[str, str], _Deduced]:
    boxes = {
        code: box for code, *box in Outline.objects.filter(quarter__invented=False).values_list("quarter_id", *BOX)
    }
    unseen = (pair for pair in neighbours(_named()) if not (pair.before in boxes and pair.after in boxes))
    return {pair: _Deduced("name") for pair in by_name(unseen)} | _by_outline(boxes)


def _named() -> Iterator[Named]:
    """Each quarter over each of its communes."""
    links = QuarterCommune.objects.filter(quarter__invented=False).order_by()
    for row in links.values_list("quarter_id", "quarter__plain", "quarter__generation", "commune_id"):
        yield Named(*row)


def _by_outline(boxes: Mapping[str, Sequence[float]]) -> dict[tuple[str, str], _Deduced]:
    pairs = list(boxes_that_meet(boxes))
    wanted = Outline.objects.filter(quarter__in={code for pair in pairs for code in pair})
    drawing = wanted.values_list("quarter_id", "geometry", "square_metres")
    found = {code: (outline_of(code, geometry), size) for code, geometry, size in drawing}
    deduced: dict[tuple[str, str], _Deduced] = {}
    for before, after in pairs:
        (old, old_size), (new, new_size) = found[before], found[after]
        shared = overlap(old, new)
        if shared >= SLIVER * min(old_size, new_size):
            share = Decimal(min(shared / old_size, 1)).quantize(SMALLEST)
            deduced[before, after] = _Deduced("outline", max(share, SMALLEST))
    return deduced


def _passage(pair: tuple[str, str], said: _Deduced) -> QuarterPassage:
    return QuarterPassage(before_id=pair[0], after_id=pair[1], basis=said.basis, share=said.share)


def _take(passage: QuarterPassage, said: _Deduced) -> bool:
    """Gives the passage what was deduced; true when it did not have it."""
    differs = (passage.basis, passage.share) != (said.basis, said.share)
    passage.basis, passage.share = said.basis, said.share
    return differs
