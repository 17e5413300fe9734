"""What every page that saves as one writes needs: what the script sent, what is offered, two texts written at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from marelle.kernel.questionnaires import Definition, Entry, Evaluated, Field, Section
from marelle.kernel.questionnaires.merging import Clash
from marelle.kernel.questionnaires.models import AsideAnswer

from .widgets import Offer
from .words import whole

FIELDS_AT_ONCE = 100
LARGEST_NUMBER = 9  # digits
Proposed = Mapping[str, Sequence[str]]


def whole_number(text: str) -> int:
    """A number as a page sends it; nonsense is 0."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= LARGEST_NUMBER else 0


def bases_sent(text: str) -> dict[str, int]:
    """The revision of each field that is sent, as the script says it; nonsense is nothing."""
    try:
        raw = json.loads(text[:20_000])
    except ValueError:
        return {}
    if not isinstance(raw, dict):
        return {}
    pairs = list(raw.items())[:FIELDS_AT_ONCE]
    return {code: n for code, n in pairs if isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 10**9}


def offers(
    section: Section,
    form: Definition,
    seen: Evaluated,
    proposed: Proposed,
    searched: Mapping[str, str],
    search: Callable[[str, str], list[Entry]],
) -> dict[str, Offer]:
    """What each picker of a section offers: the entries nearby, and those that answer to what is `searched` in it."""
    found: dict[str, Offer] = {}
    for field in section.fields:
        if field.kind not in ("reference", "references"):
            continue
        entries, text = seen.known.get(field.reference, {}), searched.get(field.code, "")
        near = [entries[code] for code in proposed.get(field.code, ()) if code in entries]
        listed = search(field.reference, text) if text else None
        found[field.code] = Offer(near, listed, text, form.same_register(field) is not None)
    return found


def clash_texts(form: Definition, seen: Evaluated, clashes: Iterable[Clash]) -> list[tuple[str, str, str]]:
    """For each answer that two people changed: its label, the colleague's text, mine."""
    fields = [(form.field(clash.field), clash) for clash in clashes]
    return [(f.label, whole(f, clash.theirs, seen.known), whole(f, clash.mine, seen.known)) for f, clash in fields if f]


def aside_texts(
    waiting: Iterable[AsideAnswer],
    fields: Mapping[str, Field],
    stored: Mapping[str, Any],
    seen: Evaluated,
    names: Mapping[int, str],
    when: Callable[[Any], str],
) -> list[dict[str, Any]]:
    """What waits to be settled in a section: whose, when, both texts."""
    return [
        {
            "pk": aside.pk,
            "label": fields[aside.field].label,
            "who": names.get(aside.written_by or 0, ""),
            "when": when(aside.written_at),
            "text": whole(fields[aside.field], aside.value, seen.known),
            "stored": whole(fields[aside.field], stored.get(aside.field), seen.known),
        }
        for aside in waiting
    ]


def asides_fragment(asides: Sequence[Mapping[str, Any]]) -> str:
    """The same as a part of the page, for the script that saves as one types."""
    return render_to_string("ui/questionnaire_asides.html", {"asides": asides})
