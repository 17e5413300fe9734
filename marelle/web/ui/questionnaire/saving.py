"""What a page that saves as one writes is answered, and what a picker found: the same for every form that is data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import QueryDict

from marelle.kernel.questionnaires import Definition, Entry, Section
from marelle.kernel.questionnaires.models import AnswerSheet
from marelle.kernel.questionnaires.services import Saved, changed_since
from marelle.web.ui.tags.forms import field as field_tag

from .reading import placed, shown_entry
from .sections import SectionForm, section_form
from .writing import bases_sent, whole_number

LONGEST_SEARCH = 80


def sent_by_script(section: Section, post: QueryDict) -> tuple[dict[str, Any], dict[str, int]]:
    """The answers that the script sends, and the revision from which each was written."""
    bases = bases_sent(post.get("base", ""))
    every = frozenset(field.code for field in section.fields)
    typed = section_form(section, every, {}).typed(post)
    return {code: value for code, value in typed.items() if code in bases}, bases


def autosaved(
    post: QueryDict, sheet: AnswerSheet, definition: Definition, form: SectionForm, saved: Saved
) -> dict[str, Any]:
    """What the script shows after a saving: the fields that a colleague changed, new questions, faults, clashes."""
    asked = [field.code for field in form.asked]
    clashing = {clash.field for clash in saved.clashes}
    theirs = _written_by_others(post, sheet, saved) - clashing
    there = post.get("there", "").split(",")
    fresh = {code for code in asked if code not in there or _is_led(definition, code, saved)}
    return {
        "revision": saved.revision,
        "asked": asked,
        "fields": {code: str(field_tag(form[code])) for code in asked if code in theirs or code in fresh},
        "outputs": form.outputs(),
        "theirs": sorted(theirs & set(asked)),
        "changed": sorted(saved.changed),
        "faults": {f.field: placed(field, f) for f in saved.faults if (field := definition.field(f.field))},
        "clashing": sorted(clashing),
    }


def _written_by_others(post: QueryDict, sheet: AnswerSheet, saved: Saved) -> set[str]:
    """The answers that are not as the page shows them: a colleague changed them, or changed them too."""
    seen = whole_number(post.get("revision", ""))
    touched = changed_since(sheet, seen) if seen < saved.revision else set()
    return (touched - saved.changed) | saved.joined


def _is_led(definition: Definition, code: str, saved: Saved) -> bool:
    """True for a question of which the proposals follow from what was saved."""
    field = definition.field(code)
    return bool(field and field.near in saved.changed)


def searched_text(post: QueryDict, code: str) -> str:
    """What is typed in the search box of a picker."""
    return " ".join(post.get(f"{code}-search", "").replace("\x00", "").split())[:LONGEST_SEARCH]


def searched_picker(section: Section, post: QueryDict) -> str:
    """The picker in which somebody searches without a script: by its button, or by Enter in a box that is not empty."""
    then, _colon, what = post.get("then", "").partition(":")
    if then == "search":
        return what
    pickers = [field.code for field in section.fields if field.kind in ("reference", "references")]
    return next((code for code in pickers if searched_text(post, code)), "") if then == "enter" else ""


def entries_found(entries: Iterable[Entry]) -> dict[str, Sequence[dict[str, str]]]:
    """What a picker's search found, for the script."""
    shown = [shown_entry(entry) for entry in entries]
    items = [
        {
            "code": one.entry.code,
            "label": one.entry.label,
            "detail": one.entry.detail,
            "facts": " · ".join(one.facts),
            "source": " · ".join(one.sources),
        }
        for one in shown
    ]
    return {"items": items}
