"""A file sent back, looked at line by line: what enters, and the lines with what becomes of each, worst first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.states import State

from .questionnaire import whole
from .tables import Column, Table

SHOWN = 600  # every line that a file may hold, and those of its tables that belong to none
ALL, TICKED = "all", "ticked"


class BringForm(forms.Form):
    """What enters, and what is done with the lines that cannot. A screen says its own words."""

    all_label: ClassVar[str | Promise]
    leave_label: ClassVar[str | Promise]

    scope = forms.ChoiceField(label=gettext_lazy("Ce qui entre"), initial=ALL, required=False, widget=forms.RadioSelect)
    leave = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(ALL, self.all_label), (TICKED, _("Les lignes que je coche, et elles seules"))]
        self.fields["scope"].choices = choices  # type: ignore[attr-defined]
        self.fields["leave"].label = str(self.leave_label)

    def accepted(self) -> list[int] | None:
        """The lines that were ticked, or None for all."""
        if self.cleaned_data["scope"] != TICKED:
            return None
        told = self.data.getlist("ids")  # type: ignore[attr-defined]
        return [int(text) for text in told if text.isascii() and text.isdecimal() and len(text) < 9]


def lines_looked_at(lines: Iterable[Any], fates: Mapping[str, State], columns: Sequence[Column]) -> dict[str, Any]:
    """What a page says of the lines of a file: the table, those that change something.

    A line has a `fate` (a key of `fates`, best first), `faults`, and `changes` (each `field`, `before`, `after`).
    """
    order = list(fates)[::-1]
    rows = sorted(lines, key=lambda one: order.index(one.fate))
    return {
        "table": Table(columns, rows[:SHOWN], _("Ligne par ligne"), caption_hidden=True),
        "differences": [(one, [_difference(change) for change in one.changes]) for one in rows if one.changes],
        "more": max(0, len(rows) - SHOWN),
    }


def _difference(change: Any) -> tuple[str, str, str]:
    """A question, what stands there, what would."""
    return change.field.label, whole(change.field, change.before), whole(change.field, change.after)
