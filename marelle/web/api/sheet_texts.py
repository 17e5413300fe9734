"""What every sheet of answers has for programs: texts put aside, entries of registers, what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from marelle.kernel.access import NotFound
from marelle.kernel.questionnaires import Definition, Entry, Fault
from marelle.kernel.questionnaires.definition import REGISTERED
from marelle.kernel.questionnaires.models import AnswerSheet, AsideAnswer
from marelle.kernel.questionnaires.services import asides_of

Search = Callable[[str, str], Iterable[Entry]]


def asides_shape(sheet: AnswerSheet, codes: Iterable[str] | None = None) -> dict[str, Any]:
    """The texts of a sheet that wait to be settled, of some questions where these are said. Price: one query."""
    kept = None if codes is None else set(codes)
    found = [one for one in asides_of(sheet) if kept is None or one.field in kept]
    return {"items": [_aside(sheet, one) for one in found]}


def _aside(sheet: AnswerSheet, one: AsideAnswer) -> dict[str, Any]:
    told = {"field": one.field, "written_by": one.written_by, "written_at": one.written_at, "text": one.value}
    return {"number": one.pk, **told, "stored": sheet.answers.get(one.field)}


def aside_for(sheet: AnswerSheet, number: int) -> AsideAnswer:
    """One text that waits. Price: one query."""
    found = next((one for one in asides_of(sheet) if one.pk == number), None)
    if found is None:
        raise NotFound
    return found


def entries_shape(form: Definition, field: str, words: str, search: Search) -> dict[str, Any]:
    """The entries of the register in which a question is answered. Price: five queries."""
    asked = form.field(field)
    if asked is None or asked.kind not in REGISTERED:
        raise NotFound
    said = " ".join(words.replace("\x00", "").split())[:80]
    found = search(asked.reference, said) if len(said) > 1 else ()
    return {"items": [{"code": one.code, "label": one.label, "detail": one.detail} for one in found]}


def missing_shape(faults: Iterable[Fault]) -> list[dict[str, str]]:
    """What a sheet lacks: where, and the sentence that the screen shows."""
    return [{"path": fault.path, "sentence": fault.sentence} for fault in faults]
