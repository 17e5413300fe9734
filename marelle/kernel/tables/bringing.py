"""The lines of a declared table brought in: each is compared three ways, then gives its order, or says why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.kernel.errors import Refused
from marelle.kernel.sheets.lines import CellFault
from marelle.kernel.words import plain

from .declaring import ALWAYS, NEVER, Asked, Column, WorkingTable
from .outcome import CHANGES, CLASH, LEFT, NEW, REFUSED, SAME, Change, LineRead
from .reading import SheetReader, TableLine, told_as_text
from .returned import Run, Sheet


@dataclass(slots=True)
class _There:
    """One row that is there: its values by code, as they are compared."""

    row: Any
    key: str
    plainly: Mapping[str, str]
    values: Mapping[str, Any]


@dataclass(slots=True)
class Bringing:
    """One sheet of one table, entering."""

    table: WorkingTable
    asked: Asked
    sheet: Sheet
    run: Run
    reader: SheetReader = field(init=False)
    there: dict[str, _There] = field(init=False)
    seen: dict[str, int] = field(default_factory=dict)
    twins: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reader = SheetReader(self.table, self.asked, self.sheet)
        self.reader.refuse_unsound()
        self.run.notes += self.reader.notes()
        found = [self._row(row) for row in self.table.rows(self.asked)]
        self.there = {plain(one.key): one for one in found}
        self.twins = {self._twin(one.plainly): one.key for one in found}

    def _row(self, row: Any) -> _There:
        values = {one.code: one.value(row) for one in self.table.columns}
        plainly = {code: self.reader.kinds[code].plain(value) for code, value in values.items()}
        return _There(row, plainly[self.table.key.code], plainly, values)

    def _twin(self, plainly: Mapping[str, str]) -> tuple[str, ...]:
        """What a new line says, to know it again in what is there."""
        codes = self.sheet.codes
        return tuple(plainly.get(one.code, "") for one in self.table.columns if _opens(one) and one.code in codes)

    def lines(self) -> Iterable[LineRead]:
        for line in self.reader.lines():
            yield self._line(line)

    def _line(self, line: TableLine) -> LineRead:
        name = self._id(line)
        key = self.run.entered.get(name, line.key)
        found = self.there.get(plain(key)) if key else None
        kinds = self.reader.kinds
        if not self.run.is_spent:
            line.awaits.clear()
        line.forgive(
            {code: told_as_text(kinds[code].tell(found.values[code])) for code in line.unread} if found else {}
        )
        self._judge_key(line, key, found)
        if line.awaits and not line.faults:
            return self._waits(line, key)
        if found is None:
            return self._new(line, name)
        self._judge_mark(line, found)
        self._name(line, found.row)
        return self._known(line, name, found)

    def _waits(self, line: TableLine, key: str) -> LineRead:
        """A line that names what a line before it opens, when that one waits too."""
        self.run.waiting += 1
        fate = NEW if self.run.rehearsed else LEFT
        return self._read(line, key, self._title(line, None), fate, _("Attend les lignes qu’elle nomme."))

    def _name(self, line: TableLine, row: Any) -> None:
        """Remembers a row under the name that its line gives itself: later sheets may call it so."""
        if line.key:
            self.asked.made.setdefault(self.table.code, {})[plain(line.key)] = row

    def _id(self, line: TableLine) -> str:
        return f"{self.sheet.place}.{line.place.line}"

    def _judge_key(self, line: TableLine, key: str, found: _There | None) -> None:
        if not key:
            return
        code, before = self.table.key.code, self.seen.setdefault(plain(key), line.place.line)
        if before != line.place.line:
            words = _("«\u00a0{key}\u00a0» est déjà à la ligne {n}\u00a0: gardez une seule des deux")
            line.faults.append(line.at(code, words.format(key=key[:60], n=before)))
        elif found is None and (line.sent is not None or self.table.open is None or self._is_ours(key)):
            way = _("videz la case pour une nouvelle ligne") if self.table.open else _("corrigez la case")
            words = _("«\u00a0{key}\u00a0» n’est pas, ou n’est plus, ici\u00a0: {way}").format(key=key[:60], way=way)
            line.faults.append(line.at(code, words))

    def _is_ours(self, key: str) -> bool:
        """True for a key that looks like those given here: letters, a sign or none, digits."""
        return not self.table.named and bool(self.there) and any(_shape(key) == _shape(one.key) for one in self._some())

    def _some(self) -> Iterable[_There]:
        yield from list(self.there.values())[:1]

    def _judge_mark(self, line: TableLine, found: _There) -> None:
        if line.sent is None or not line.sent.ours:
            return
        if not line.sent.is_of(found.key):
            words = _(
                "les colonnes de cette ligne ont été mélangées\u00a0: le repère n’est pas celui de "
                "«\u00a0{key}\u00a0». Triez toutes les colonnes ensemble"
            )
            line.faults.append(line.at(self.table.key.code, words.format(key=found.key)))
            return
        for code, text in line.locked.items():
            self._judge_locked(line, found, code, text)

    def _judge_locked(self, line: TableLine, found: _There, code: str, text: str) -> None:
        """A cell that is there to be read only, and that somebody wrote in."""
        kind = self.reader.kinds[code]
        try:
            said = kind.plain(kind.read(text))
        except ValueError:
            said = text
        if said == found.plainly[code] or line.sent is None or line.sent.said(code, said) is not False:
            return
        words = _("cette case ne se modifie pas ici\u00a0: remettez «\u00a0{before}\u00a0», ou videz-la")
        line.faults.append(line.at(code, words.format(before=told_as_text(kind.tell(found.values[code]))[:60])))

    # A line that names a row

    def _known(self, line: TableLine, name: str, found: _There) -> LineRead:
        title, changes = self._title(line, found), self._changes(line, found)
        if line.faults:
            return self._refused(line, found.key, title)
        if not changes:
            return self._read(line, found.key, title, SAME, _("Rien ne change."))
        clash = any(one.clash for one in changes)
        if self.table.change is None:
            line.faults.append(line.at(changes[0].code, _("les lignes de ce tableau ne se modifient pas")))
            return self._refused(line, found.key, title)
        emptied = [one for one in changes if line.values[one.code] is None and _stays(self._columns[one.code])]
        if emptied:
            line.faults += [line.at(one.code, _("cette case ne peut pas rester vide")) for one in emptied]
            return self._refused(line, found.key, title)
        if not self.run.takes(name, clash):
            return self._read(line, found.key, title, CLASH if clash else LEFT, _("Laissée de côté."), changes)
        if self.run.spends():
            values = {one.code: line.values[one.code] for one in changes}
            refused = self._give(line, lambda change: change(self.asked, found.row, values), self.table.change)
            if refused:
                return self._refused(line, found.key, title, refused, changes)
        elif not self.run.rehearsed:
            return self._read(line, found.key, title, LEFT, _("Entrera la prochaine fois."), changes)
        unsure = clash and self.run.rehearsed
        return self._read(line, found.key, title, CLASH if unsure else CHANGES, _changed(changes, unsure), changes)

    @property
    def _columns(self) -> dict[str, Column]:
        return self.reader.columns

    def _changes(self, line: TableLine, found: _There) -> list[Change]:
        """The cells that the line changes: those that differ from what is there, and that it changed itself."""
        changes = []
        for code, value in line.values.items():
            kind, column = self.reader.kinds[code], self._columns[code]
            said, there = kind.plain(value), found.plainly[code]
            if said == there or (column.written != ALWAYS and not self._told_new(line, column, said)):
                continue
            sent = line.sent if line.sent and line.sent.ours else None
            if sent and sent.said(code, said):
                continue  # the line says what went out; somebody changed it here since
            clash = bool(sent) and sent.said(code, there) is False  # type: ignore[union-attr]
            before, after = kind.tell(found.values[code]), kind.tell(value)
            changes.append(Change(code, str(column.label), before, after, clash))
        return changes

    def _told_new(self, line: TableLine, column: Column, said: str) -> bool:
        """A cell that only a new line says: one that was changed is a fault."""
        sent = line.sent.said(column.code, said) if line.sent and line.sent.ours else None
        if sent is not True:
            line.faults.append(line.at(column.code, _("cette case ne se modifie plus\u00a0: remettez ce qui y était")))
        return False

    # A new line

    def _new(self, line: TableLine, name: str) -> LineRead:
        title = self._title(line, None)
        if self.table.open is None and not line.key:
            words = _("ce tableau ne prend pas de nouvelle ligne\u00a0: supprimez-la, ou remettez son repère")
            line.faults.append(line.at(self.table.key.code, words))
        self._judge_new(line)
        if line.faults:
            return self._refused(line, line.key, title)
        values = {code: value for code, value in line.values.items() if value is not None}
        twin = self._twin({code: kind.plain(line.values.get(code)) for code, kind in self.reader.kinds.items()})
        if twin in self.twins and not self.table.named:
            return self._again(line, name, title, self.twins[twin])
        if not self.run.takes(name):
            return self._read(line, line.key, title, LEFT, _("Laissée de côté."))
        return self._opened(line, name, title, values, twin)

    def _again(self, line: TableLine, name: str, title: str, key: str) -> LineRead:
        """A line that says all that a row says: the same workbook sent once more, or the same line twice."""
        if self._said_twice(line, name, key):
            return self._refused(line, line.key, title)
        if (there := self.there.get(plain(key))) is not None:
            self._name(line, there.row)
        return self._read(line, key, title, SAME, _("Déjà là\u00a0: {key}.").format(key=key))

    def _opened(
        self, line: TableLine, name: str, title: str, values: dict[str, Any], twin: tuple[str, ...]
    ) -> LineRead:
        key = line.key
        if self.run.spends():
            made: list[Any] = []
            if self.table.named:
                values[self.table.key.code] = line.key
            refused = self._give(line, lambda order: made.append(order(self.asked, values)), self.table.open)
            if refused:
                return self._refused(line, line.key, title, refused)
            key = self._entered(line, name, made[0], twin)
            if self._said_twice(line, name, key):
                del self.run.entered[name]
                return self._refused(line, key, title)
        elif not self.run.rehearsed:
            return self._read(line, line.key, title, LEFT, _("Entrera la prochaine fois."))
        return self._read(line, key, title, NEW, _("Une nouvelle ligne."), self._said(values))

    def _said_twice(self, line: TableLine, name: str, key: str) -> bool:
        """Says so, where an earlier line of this very workbook became the same row: one of the two would be lost."""
        before = self.run.opened(self.sheet.place, key, name)
        if before:
            words = _("cette ligne redit la ligne {n}\u00a0: ôtez l’une des deux, ou dites ce qui les distingue")
            line.faults.append(line.at(self.table.key.code, words.format(n=before)))
        return bool(before)

    def _said(self, values: Mapping[str, Any]) -> list[Change]:
        """What a new line says, cell by cell."""
        told = [(one, self.reader.kinds[one.code]) for one in self.table.columns if one.code in values]
        told = [(one, kind) for one, kind in told if one is not self.table.key]
        return [Change(one.code, str(one.label), None, kind.tell(values[one.code])) for one, kind in told]

    def _judge_new(self, line: TableLine) -> None:
        """A new line says all that must be said."""
        faulty = {fault.place for fault in line.faults}
        for column in self.table.columns:
            place = line.places.get(column.code)
            if column is self.table.key or not column.required or line.values.get(column.code) is not None:
                continue
            if place is None or place[0] not in faulty:
                words = _("une nouvelle ligne a besoin de «\u00a0{label}\u00a0»").format(label=column.label)
                line.faults.append(line.at(column.code, words))

    def _entered(self, line: TableLine, name: str, row: Any, twin: tuple[str, ...]) -> str:
        """Remembers what a line became: under its name for later sheets, under its number for the next time."""
        key = str(self.reader.kinds[self.table.key.code].plain(self.table.key.value(row)))
        self.run.entered[name] = key
        self.twins[twin] = key
        self._name(line, row)
        return key

    # What becomes of it

    def _give(self, line: TableLine, give: Any, order: Any) -> str:
        """Gives an order alone; what it refuses is told at its cell."""
        try:
            with transaction.atomic():
                give(order)
        except Refused as refusal:
            line.faults.append(line.at(self._cell_of(refusal.field), str(refusal)))
            return str(refusal)
        return ""

    def _cell_of(self, name: str | None) -> str:
        codes = {one.field or one.code: one.code for one in self.table.columns}
        return codes.get(name or "", self.table.key.code if name else "")

    def _title(self, line: TableLine, found: _There | None) -> str:
        """How a page names a line: what it says first of itself."""
        for column in self.table.columns[1:]:
            kind = self.reader.kinds[column.code]
            value = line.values.get(column.code) or (found.values[column.code] if found else None)
            if value and column.written != NEVER:
                return str(kind.tell(value))[:120]
        return ""

    def _refused(
        self, line: TableLine, key: str, title: str, why: str = "", changes: Sequence[Change] = ()
    ) -> LineRead:
        sentence = str(line.faults[0]) if line.faults else why
        if line.key and plain(line.key) not in self.there:
            self.asked.refused.setdefault(self.table.code, {})[plain(line.key)] = line.place
        return self._read(line, key, title, REFUSED, sentence, changes, tuple(line.faults))

    def _read(
        self,
        line: TableLine,
        key: str,
        title: str,
        fate: str,
        sentence: str,
        changes: Sequence[Change] = (),
        faults: tuple[CellFault, ...] = (),
    ) -> LineRead:
        place = self.sheet.place, line.place.line
        return LineRead(*place, key, title, fate, sentence, faults, tuple(changes), self.sheet.page.name)


def _stays(column: Column) -> bool:
    """True for a cell that no line empties."""
    return column.required or not column.empties


def _opens(column: Column) -> bool:
    return column.written != NEVER


def _shape(key: str) -> str:
    """« D-012 » and « D-7 » are of one shape."""
    return re.sub(r"\d+", "0", key.lower())


def _changed(changes: Sequence[Change], clash: bool) -> str:
    if clash:
        return _(
            "Quelqu’un a changé la même case ici depuis la sortie du tableau\u00a0: "
            "cochez la ligne pour garder la vôtre."
        )
    n = len(changes)
    return ngettext("{n} case change.", "{n} cases changent.", n).format(n=n)
