"""The form of marks: one mark and one reason for each criterion, with the sentence that says when to give it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.models import Review, ReviewDraft
from marelle.domains.calls.queries.terms import Weighed
from marelle.domains.calls.services.reviewing import Said

MOST_BUTTONS = 12  # beyond, a mark is typed


class MarksForm(forms.Form):
    """Only shows and collects: the orders of the domain judge what is missing or outside its scale."""

    def __init__(self, *args: Any, criteria: Sequence[Weighed], corrects: Review | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [one.criterion.code for one in criteria]
        self.weighed = list(criteria)
        for one in criteria:
            self.fields[f"mark_{one.criterion.code}"] = _mark_field(one)
            self.fields[f"reason_{one.criterion.code}"] = _reason_field()
        self.fields["comment"] = forms.CharField(
            label=_("Appréciation d’ensemble"), widget=forms.Textarea(attrs={"rows": 4}), required=False
        )
        self.fields["version"] = forms.CharField(widget=forms.HiddenInput, required=False)
        if corrects is not None:
            self._corrects(corrects)

    def _corrects(self, review: Review) -> None:
        self.fields["why"] = forms.CharField(
            label=_("Pourquoi cette correction"), help_text=_("Les premières notes restent lisibles."), required=False
        )
        self.fields["why"].sometimes_needed = True  # type: ignore[attr-defined]
        self.fields["corrects"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=review.pk)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Each criterion with its two fields."""
        return [
            {
                "weighed": one,
                "mark": self[f"mark_{one.criterion.code}"],
                "reason": self[f"reason_{one.criterion.code}"],
            }
            for one in self.weighed
        ]

    def said(self) -> dict[str, Said]:
        """What was typed for each criterion, whatever it is worth."""
        return {
            code: Said(str(self.data.get(f"mark_{code}", ""))[:20], str(self.data.get(f"reason_{code}", ""))[:10000])
            for code in self.codes
        }

    def number(self, name: str) -> int:
        """A hidden number; 0 for nonsense."""
        typed = str(self.data.get(name, ""))
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0

    @staticmethod
    def initial_of(sent: Review | None, draft: ReviewDraft | None) -> dict[str, Any]:
        """What the form shows first: the marks as sent, else as saved."""
        if sent is not None:
            found = {f"mark_{m.criterion.code}": f"{m.value.normalize():f}" for m in sent.marks.all()}
            return (
                found | {f"reason_{m.criterion.code}": m.reason for m in sent.marks.all()} | {"comment": sent.comment}
            )
        if draft is None:
            return {}
        found = {f"mark_{code}": said.get("mark", "") for code, said in draft.marks.items()}
        found |= {f"reason_{code}": said.get("reason", "") for code, said in draft.marks.items()}
        return found | {"comment": draft.comment}


def _mark_field(one: Weighed) -> forms.CharField:
    """The marks of a scale as buttons, each with its sentence; a long scale is typed."""
    label = _("Votre note")
    if len(one.marks) > MOST_BUTTONS:
        ends = {"lowest": one.marks[0], "highest": one.marks[-1]}
        text = _("De {lowest} à {highest}.").format(**ends)
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        return _typed(label, widget, text)
    anchors = dict(one.anchors)
    choices = [(mark, _sentence(mark, anchors.get(mark, ""))) for mark in one.marks]
    return _typed(label, forms.RadioSelect(choices=choices), "")


def _sentence(mark: str, anchor: str) -> str:
    shown = number_format(Decimal(mark))
    return f"{shown} – {anchor}" if anchor else shown


def _typed(label: str, widget: forms.Widget, text: str) -> forms.CharField:
    field = forms.CharField(label=label, widget=widget, help_text=text, required=False)
    field.sometimes_needed = True  # type: ignore[attr-defined]
    return field


def _reason_field() -> forms.CharField:
    field = forms.CharField(
        label=gettext_lazy("Pourquoi cette note"),
        help_text=gettext_lazy("La commune le lira. Aucun nom d’enfant."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=10000,
        required=False,
    )
    field.sometimes_needed = True  # type: ignore[attr-defined]
    return field
