"""One section of a form that is data, to write in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.questionnaires import NOTHING, Fault, Field, Known, Section

from .reading import placed
from .widgets import ComputedWidget, DocumentsWidget, Offer, PickerWidget, TableWidget
from .words import MODES, as_typed, said

YES_NO = [("oui", gettext_lazy("Oui")), ("non", gettext_lazy("Non"))]


class SectionForm(forms.Form):
    """One section of a questionnaire, to show and to collect. Its faults are given, never found here."""

    use_required_attribute = False

    def __init__(
        self,
        section: Section,
        shown: frozenset[str],
        values: Mapping[str, Any],
        known: Known = NOTHING,
        offers: Mapping[str, Offer] | None = None,
    ) -> None:
        asked = [field for field in section.fields if field.code in shown]
        super().__init__(initial={field.code: _initial(field, values.get(field.code)) for field in asked})
        self.asked = asked
        for field in asked:
            self.fields[field.code] = _form_field(field, known, (offers or {}).get(field.code))
        self._errors = forms.utils.ErrorDict()

    def typed(self, post: QueryDict) -> dict[str, Any]:
        """What was typed in the fields of this page, and nothing of the other pages."""
        return {
            field.code: self.fields[field.code].widget.value_from_datadict(post, {}, field.code)
            for field in self.asked
            if field.kind != "computed"
        }

    def outputs(self) -> dict[str, str]:
        """What is computed on this page, by the id of its place."""
        found: dict[str, str] = {}
        for field in self.asked:
            widget, value = self.fields[field.code].widget, self.initial.get(field.code)
            if isinstance(widget, ComputedWidget):
                found[f"id_{field.code}"] = _("inconnu") if value is None else said(field, value)
            elif isinstance(widget, TableWidget):
                found |= widget.outputs(field.code, value)
        return found

    def show_faults(self, faults: Iterable[Fault]) -> None:
        """Writes each fault at its field; those of a table say in which row and column."""
        faults = list(faults)
        for field in self.asked:
            mine = [fault for fault in faults if fault.field == field.code]
            if mine:
                self._errors[field.code] = self.error_class([placed(field, fault) for fault in mine])
            widget = self.fields[field.code].widget
            if isinstance(widget, TableWidget):
                widget.wrong = frozenset(fault.path for fault in mine)


def section_form(
    section: Section,
    shown: frozenset[str],
    values: Mapping[str, Any],
    faults: Iterable[Fault] = (),
    known: Known = NOTHING,
    offers: Mapping[str, Offer] | None = None,
) -> SectionForm:
    """The page of one section: the fields that are asked, the answers so far or what was typed, what is wrong."""
    form = SectionForm(section, shown, values, known, offers)
    form.show_faults(faults)
    return form


def _form_field(field: Field, known: Known, offer: Offer | None) -> forms.Field:
    help_text = field.help or {"date": _("Par exemple 30/06/2019."), "time": _("Par exemple 17:30.")}.get(
        field.kind, ""
    )
    common: dict[str, Any] = {"label": field.label, "help_text": help_text, "required": field.required}
    if field.kind == "computed":
        return forms.Field(**{**common, "required": True}, widget=ComputedWidget(field))
    own = _own_widget(field, known, offer)
    if own is not None:
        return forms.Field(**common, widget=own)
    if field.kind == "commitment":
        return forms.BooleanField(**common)
    if field.kind == "yes_no":
        return forms.ChoiceField(**common, choices=YES_NO, widget=forms.RadioSelect)
    if field.kind in ("choice", "choices"):
        return _choice_field(field, common)
    return forms.CharField(**common, widget=_text_widget(field))


def _own_widget(field: Field, known: Known, offer: Offer | None) -> forms.Widget | None:
    """The control of a kind that only we have."""
    if field.kind == "table":
        return TableWidget(field)
    if field.kind in ("reference", "references"):
        return PickerWidget(field, known, offer)
    return DocumentsWidget(field, known) if field.kind == "documents" else None


def _choice_field(field: Field, common: dict[str, Any]) -> forms.Field:
    options = [(option.code, option.label) for option in field.options]
    if field.kind == "choices":
        return forms.MultipleChoiceField(**common, choices=options, widget=forms.CheckboxSelectMultiple)
    few = len(options) <= 6
    widget: Any = forms.RadioSelect if few else forms.Select
    return forms.ChoiceField(**common, choices=options if few else [("", "—"), *options], widget=widget)


def _text_widget(field: Field) -> forms.Widget:
    if field.kind == "long_text":
        return forms.Textarea(attrs={"rows": 8 if (field.most or 9999) > 2000 else 5})
    attrs = {"autocomplete": "off"}
    if field.kind in MODES:
        attrs |= {"inputmode": MODES[field.kind], "class": "short"}
    return forms.TextInput(attrs=attrs)


def _initial(field: Field, value: Any) -> Any:
    if field.kind in ("table", "choices", "references", "documents", "computed", "commitment"):
        return value
    return as_typed(field, value)
