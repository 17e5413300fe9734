"""What a line of a spreadsheet would change in a draft that an earlier one made, and whether it still may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marelle.kernel.access import Viewer
from marelle.kernel.questionnaires import Field, normalise
from marelle.kernel.questionnaires.models import AnswerSheet


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that a line would replace: what stands there, what would."""

    code: str
    field: Field
    before: Any
    after: Any


def written_since(sheet: AnswerSheet, by: Viewer) -> bool:
    """True when anybody but this importer has written in the sheet: from then on it is theirs. Price: one query."""
    writers = set(sheet.changes.values_list("saved_by", flat=True)) | {sheet.saved_by}
    return writers != {by.person_id}


def changes_of(sheet: AnswerSheet, answers: Mapping[str, Any]) -> list[Change]:
    """The answers that differ, in the order of the form. Price: none."""
    form = sheet.questionnaire.form
    read = normalise(form, answers).answers
    return [
        Change(field.code, field, sheet.answers.get(field.code), read[field.code])
        for field in form.fields
        if field.code in read and read[field.code] != sheet.answers.get(field.code)
    ]
