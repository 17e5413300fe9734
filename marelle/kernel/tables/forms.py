"""A form as a working table: each record is a line, each table of the form a sheet beside; the form says what is read.

What went out is known by the revision of the answers: those that colleagues changed since are merged or clash, as they
do on the screen that writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Definition, normalise
from marelle.kernel.questionnaires.picking import pick_in_registers
from marelle.kernel.questionnaires.registers import Registers
from marelle.kernel.questionnaires.services import AnswersClash, Saved
from marelle.kernel.questionnaires.spreadsheets import single_cells
from marelle.kernel.sheets.lines import CellFault
from marelle.kernel.words import plain

from .declaring import Asked, Column
from .formed import REVISION, FormLine, FormReading, Shape, claimed
from .forms_out import code_picked, sheets_of_form
from .forms_own import Moved, beside, is_like, moves_of, own_of_new
from .outcome import CHANGES, CLASH, LEFT, NEW, REFUSED, SAME, Change, LineRead
from .returned import Run, Sheet
from .sending import OutSheet

OF = "project"  # the column that says from what a line comes


@dataclass(frozen=True, slots=True)
class FormTable:
    """One form as a working table.

    own       the columns beside the questions: the key first; one that a new line alone says is given to `open`.
    title     the question that names a record.
    mark      what a line says of where it comes from, where it says it.
    rows      what is there; `answers`, `revision`: of one of them.
    open      the order of a new line, from its own columns and its answers.
    move      the order of what a line changes beside the questions, from the values that change, by code.
    save      the order of a changed one: answers, and the revision that the line knows (None: what is there).
    """

    code: str
    label: str | Promise
    own: tuple[Column, ...]
    title: str
    form: Callable[[Asked], Definition]
    rows: Callable[[Asked], Iterable[Any]]
    answers: Callable[[Any], Mapping[str, Any]]
    revision: Callable[[Any], int]
    registers: Callable[[Asked], Registers]
    open: Callable[[Asked, Mapping[str, Any], Mapping[str, Any]], Any]
    save: Callable[[Asked, Any, Mapping[str, Any], int | None], Saved]
    see: Callable[[Asked], None]
    must: Callable[[Asked], None]
    move: Callable[[Asked, Any, Mapping[str, Any]], None] | None = None
    mark: Callable[[Asked], str] | None = None
    is_ours: Callable[[str], bool] = lambda key: False
    most: int = 500
    about: str | Promise = ""

    returns = True

    @property
    def key(self) -> Column:
        return self.own[0]

    @property
    def heading(self) -> str:
        return self.key.heading

    @property
    def shape(self) -> Shape:
        more = (OF,) if self.mark else ()
        return Shape(self.key.code, (*(one.code for one in self.own), *more, REVISION), self.title, self.most)

    def refuse(self, asked: Asked) -> None:
        self.must(asked)

    def labels(self, asked: Asked) -> Mapping[str, str]:
        asked_for = {plain(one.label): one.code for one in single_cells(self.form(asked))}
        return {plain(str(one.label)): one.code for one in self.own} | asked_for

    def claims(self, asked: Asked, sheets: Sequence[Sheet]) -> list[Sheet]:
        return claimed(sheets, self.form(asked), self.shape)

    def sheets(self, asked: Asked) -> Iterable[OutSheet]:
        return sheets_of_form(self, asked)

    def lines(self, asked: Asked, sheets: Sequence[Sheet], run: Run) -> Iterable[LineRead]:
        return FormBringing(self, asked, sheets, run).lines()


class FormBringing:
    """The sheets of one form, entering."""

    def __init__(self, table: FormTable, asked: Asked, sheets: Sequence[Sheet], run: Run) -> None:
        self.table, self.asked, self.main, self.run = table, asked, sheets[0], run
        self.definition = table.form(asked)
        self.places = {one.page.name: one.place for one in sheets}
        told = FormReading(self.definition, table.shape).whole(sheets)
        pick_in_registers(self.definition, told.lines, table.registers(asked), code_picked)
        self.read, self.stray = told.lines, told.stray
        self.there = {plain(str(table.key.value(row))): row for row in table.rows(asked)}

    def lines(self) -> Iterator[LineRead]:
        for line in self.read:
            yield self._line(line)
        for fault in self.stray:
            place, sheet = fault.place, self.places[fault.place.sheet]
            yield LineRead(sheet, place.line, "", "", REFUSED, str(fault), (fault,), (), place.sheet)

    def _line(self, line: FormLine) -> LineRead:
        name = f"{self.main.place}.{line.place.line}"
        row = self._named(line, self.run.entered.get(name, line.code))
        code = str(self.table.key.value(row)) if row is not None else line.code
        title = str(
            line.answers.get(self.table.title) or (self.table.answers(row).get(self.table.title) if row else "")
        )
        if row is None and not line.faults and not line.answers.get(self.table.title):
            line.faults.append(line.at(self.table.title, _("une nouvelle ligne a un nom\u00a0: écrivez-le")))
        own = own_of_new(self.table, self.asked, line) if row is None else {}
        moves = moves_of(self.table, self.asked, line, row) if row is not None else []
        self.run.notes += beside(self.table, self.asked, line, row) if row is not None else []
        if line.faults:
            return self._refused(line, code, title)
        if row is not None:
            self._name(line.code, row)
        return self._changed(line, name, row, code, title, moves) if row else self._opened(line, name, own, title)

    def _refused(self, line: FormLine, code: str, title: str) -> LineRead:
        """Remembers where a line stands that became nothing: later sheets may name it."""
        for name in {plain(line.code), plain(title)} - {""}:
            if name not in self.there:
                self.asked.refused.setdefault(self.table.code, {})[name] = line.place
        return self._read(line, code, title, REFUSED, str(line.faults[0]))

    def _named(self, line: FormLine, key: str) -> Any:
        """The row that a line names; None for a new one. A key of ours that is not there is one fault more."""
        mark = line.said.get(OF, "")
        if self.table.mark and mark and mark != self.table.mark(self.asked):
            words = _(
                "cette ligne vient d’ailleurs ({mark})\u00a0: supprimez-la, ou videz cette case et celle de son numéro"
            )
            line.faults.append(line.at(OF, words.format(mark=mark[:80])))
            return None
        row = self.there.get(plain(key)) if key else None
        if row is None and key and self.table.is_ours(key):
            words = _("«\u00a0{code}\u00a0» n’est pas ici\u00a0: videz la case pour une nouvelle ligne")
            line.faults.append(line.at(self.table.key.code, words.format(code=key[:60])))
        return row

    def _opened(self, line: FormLine, name: str, own: Mapping[str, Any], title: str) -> LineRead:
        answers = {code: value for code, value in line.answers.items() if value}
        twin = self._twin(answers, own)
        if twin is not None:
            self._name(line.code or title, twin)
            key = str(self.table.key.value(twin))
            before = self.run.opened(self.main.place, key, name)
            if before:
                words = _("cette ligne redit la ligne {n}\u00a0: ôtez l’une des deux, ou dites ce qui les distingue")
                line.faults.append(line.at(self.table.key.code, words.format(n=before)))
                return self._refused(line, key, title)
            moves = moves_of(self.table, self.asked, line, twin)
            if moves:
                return self._changed(line, name, twin, key, title, moves)
            return self._read(line, key, title, SAME, _("Déjà là\u00a0: {key}.").format(key=key))
        if not self.run.takes(name):
            return self._read(line, line.code, title, LEFT, _("Laissée de côté."))
        key = line.code
        if self.run.spends():
            row = self._give(line, lambda: self.table.open(self.asked, own, answers))
            if row is None:
                return self._refused(line, line.code, title)
            key = str(self.table.key.value(row))
            self.run.entered[name] = key
            self.there[plain(key)] = row
            self._name(line.code or title, row)
        elif not self.run.rehearsed:
            return self._read(line, line.code, title, LEFT, _("Entrera la prochaine fois."))
        words = ngettext(
            "Une nouvelle fiche, avec {n} réponse.", "Une nouvelle fiche, avec {n} réponses.", len(answers)
        )
        return self._read(line, key, title, NEW, words.format(n=len(answers)))

    def _name(self, name: str, row: Any) -> None:
        """Remembers a record under the name that its line gives itself: later sheets may call it so."""
        if name:
            self.asked.made.setdefault(self.table.code, {})[plain(name)] = row

    def _twin(self, answers: Mapping[str, Any], own: Mapping[str, Any]) -> Any:
        """What is there already and says all that a new line says: the same workbook, sent once more."""
        read = normalise(self.definition, answers).answers
        for row in self.there.values():
            there = self.table.answers(row)
            if plain(str(there.get(self.table.title, ""))) != plain(str(read.get(self.table.title, ""))):
                continue
            if is_like(self.table, own, row) and all(there.get(code) == value for code, value in read.items()):
                return row
        return None

    def _changed(
        self, line: FormLine, name: str, row: Any, code: str, title: str, moves: Sequence[Moved] = ()
    ) -> LineRead:
        before = dict(self.table.answers(row))
        answers = {one: value for one, value in line.answers.items() if self.definition.field(one)}
        read, known = normalise(self.definition, answers).answers, self._revision(line, row)
        still = known is None and all(before.get(one) == read.get(one) for one in answers)
        if still and not moves:
            return self._read(line, code, title, SAME, _("Rien ne change."))
        torn = any(one.clash for one in moves)
        if not self.run.takes(name, torn):
            clashes = torn or (known is not None and self._clashes(row, answers, known))
            return self._read(line, code, title, CLASH if clashes else LEFT, _("Laissée de côté."))
        if not self.run.spends():
            if not self.run.rehearsed:
                return self._read(line, code, title, LEFT, _("Entrera la prochaine fois."))
            told = self._differences(before, {**before, **read}, answers)
            fate = CLASH if torn else CHANGES
            return self._read(line, code, title, fate, "", [*told, *(one.change(self.asked) for one in moves)])
        by_name = self.run.accepted is not None and name in self.run.accepted
        return self._saved(line, row, code, title, {} if still else answers, known, by_name, moves)

    def _saved(
        self,
        line: FormLine,
        row: Any,
        code: str,
        title: str,
        answers: Any,
        known: int | None,
        by_name: bool,
        moves: Sequence[Moved],
    ) -> LineRead:
        before, clashing = dict(self.table.answers(row)), frozenset[str]()
        try:
            with transaction.atomic():
                saved = self._save(row, answers, known) if answers else None
                if isinstance(saved, AnswersClash):
                    clashing = frozenset(one.field for one in saved.clashes)
                    if not (by_name or self.run.rehearsed):
                        return self._read(line, code, title, CLASH, _("Laissée de côté."))
                    saved = self.table.save(self.asked, row, saved.shown, saved.revision)
                if moves and self.table.move:
                    self.table.move(self.asked, row, {one.column.code: one.value for one in moves})
        except Refused as refusal:
            line.faults.append(line.at(refusal.field or self.table.key.code, str(refusal)))
            return self._refused(line, code, title)
        changed = saved.changed if saved else frozenset[str]()
        if not changed and not moves:
            return self._read(line, code, title, SAME, _("Rien ne change."))
        changes = self._differences(before, self.table.answers(row), changed, clashing)
        changes += [one.change(self.asked) for one in moves]
        torn = bool(clashing) or any(one.clash for one in moves)
        fate = CLASH if torn and self.run.rehearsed else CHANGES
        words = ngettext("{n} réponse change.", "{n} réponses changent.", len(changes)).format(n=len(changes))
        if fate == CLASH:
            words = _(
                "Une autre personne a changé les mêmes réponses ici\u00a0: cochez la ligne pour garder les vôtres."
            )
        return self._read(line, code, title, fate, words, changes)

    def _save(self, row: Any, answers: Any, known: int | None) -> Saved | AnswersClash:
        """What a saving did, or the clash that it met, taken back."""
        try:
            with transaction.atomic():
                return self.table.save(self.asked, row, answers, known)
        except AnswersClash as clash:
            return clash

    def _clashes(self, row: Any, answers: Any, known: int) -> bool:
        with transaction.atomic():
            clash = isinstance(self._save(row, answers, known), AnswersClash)
            transaction.set_rollback(True)
        return clash

    def _differences(
        self, before: Mapping[str, Any], after: Mapping[str, Any], codes: Any, clashing: frozenset[str] = frozenset()
    ) -> list[Change]:
        return [
            Change(one.code, one.label, before.get(one.code), after.get(one.code), one.code in clashing, one)
            for one in self.definition.fields
            if one.code in codes and before.get(one.code) != after.get(one.code)
        ]

    def _revision(self, line: FormLine, row: Any) -> int | None:
        """The revision from which a line was written, where the answers have changed since."""
        told = line.said.get(REVISION, "").partition("-")[0]
        return int(told) if told and int(told) < self.table.revision(row) else None

    def _give(self, line: FormLine, order: Callable[[], Any]) -> Any:
        try:
            with transaction.atomic():
                return order()
        except Refused as refusal:
            line.faults.append(line.at(refusal.field or self.table.key.code, str(refusal)))
            return None

    def _read(
        self, line: FormLine, code: str, title: str, fate: str, sentence: str, changes: Sequence[Change] = ()
    ) -> LineRead:
        faults: tuple[CellFault, ...] = tuple(line.faults) if fate == REFUSED else ()
        place = self.main.place, line.place.line
        return LineRead(*place, code, title, fate, sentence, faults, tuple(changes), self.main.page.name)
