"""Importing outlines of communes, départements and régions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from django.utils.translation import gettext as _

from ...models import Commune, Departement, Region
from ...rules.files.outlines import OUTLINES, OutlineRow
from ...rules.identifiers import departement_of
from ...rules.names import plain
from ...rules.plans import Plan
from ...rules.shapes import Shape
from ..importing import Importer, Progress
from ..outlines import bring_outlines, known_shapes, newest
from .finding import Boxes
from .quarters import misplaced

KINDS = ("commune", "departement", "region")


class Outlines(Importer[OutlineRow]):
    """Outlines of communes, départements and régions. One file may hold several kinds: codes and names tell.

    Several lines may bear the same outline of one place; they count once. An older file does not draw again what a
    newer one drew. Price: eight queries, and one for each 500 outlines written.
    """

    kind = OUTLINES
    needs_vintage = False

    def prepare(self, rows: list[OutlineRow]) -> None:
        codes = {row.code for row in rows if row.kind == "commune"}
        real = Commune.objects.filter(code__in=codes, invented=False)
        self._communes = set(real.values_list("code", flat=True))
        kinds = {row.kind or self._told_by_name(row) for row in rows}
        self._shapes = {kind: known_shapes(kind) for kind in KINDS if kind in kinds}
        self._boxes = Boxes()

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        """Plain names of départements and régions, by their code."""
        models = {"departement": Departement, "region": Region}
        return {
            kind: {code: plain(name) for code, name in model._default_manager.values_list("code", "name")}
            for kind, model in models.items()
        }

    @cached_property
    def _within(self) -> dict[str, set[str]]:
        """The départements of each région."""
        within: dict[str, set[str]] = defaultdict(set)
        for code, region in Departement.objects.values_list("code", "region_id"):
            within[region].add(code)
        return within

    def key(self, row: OutlineRow) -> str:
        kind = row.kind or self._told_by_name(row)
        return f"{kind}:{row.code}"

    def _told_by_name(self, row: OutlineRow) -> str:
        """« 11, Aude » is a département, « 11, Île-de-France » a région; blank when neither bears this name."""
        name = plain(row.name)
        return next((kind for kind, names in self._names.items() if name and names.get(row.code) == name), "")

    def known(self) -> Mapping[str, OutlineRow]:
        return {
            f"{kind}:{code}": OutlineRow(kind, code, "", shape)
            for kind, shapes in self._shapes.items()
            for code, (shape, _day) in shapes.items()
        }

    def settled(self, row: OutlineRow, known: OutlineRow | None) -> OutlineRow:
        kind = row.kind or self._told_by_name(row)
        shape = newest(row.shape, self._shapes.get(kind, {}).get(row.code), self._facts_on)
        return replace(row, kind=kind, shape=shape or row.shape)

    def objection(self, row: OutlineRow) -> str | None:
        if row.kind == "commune":
            known, where = row.code in self._communes, {departement_of(row.code)}
        else:
            known, where = row.code in self._names.get(row.kind, {}), {row.code}
        if not known:
            return _("Lieu inconnu : « {name} » ({code}).").format(name=row.name, code=row.code)
        where = self._within[row.code] if row.kind == "region" else where
        if row.shape.geometry and not self._boxes.has(row.shape.middle, where):
            return misplaced(", ".join(sorted(where)))
        return None

    def remark(self, row: OutlineRow) -> str | None:
        return row.shape.doubt or None

    def merged(self, one: OutlineRow, two: OutlineRow) -> OutlineRow | None:
        return one if one.shape == two.shape and one is not two else None

    def write(self, plan: Plan[OutlineRow], progress: Progress) -> None:
        rows = [*plan.add, *plan.change]
        for kind in KINDS:
            shapes: dict[str, Shape] = {row.code: row.shape for row in rows if row.kind == kind}
            bring_outlines(kind, shapes, self.source, self._facts_on)
        progress(len(rows), len(rows), _("contours"))
