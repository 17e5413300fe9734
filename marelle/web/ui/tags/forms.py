"""Forms: one column, the help under the label, the error at the field and in a summary that takes the focus."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.safestring import SafeString

from marelle.web.ui.forms import FIELD_TEMPLATE, Renderer

register = template.Library()
_renderer = Renderer()


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """`{% field form.email %}`: the label, its help, its error and the control of one Django field."""
    if not isinstance(bound, BoundField):
        raise template.TemplateSyntaxError(f"{{% field %}} takes a bound field, not {bound!r}")
    if bound.is_hidden:
        return SafeString(bound)
    return bound.render(template_name=FIELD_TEMPLATE, context={"field": bound}, renderer=_renderer)


@register.simple_tag
def form_fields(form: forms.BaseForm) -> SafeString:
    """`{% form_fields form %}`: every field of a form, hidden ones included."""
    if not isinstance(form, forms.BaseForm):
        raise template.TemplateSyntaxError(f"{{% form_fields %}} takes a form, not {form!r}")
    return SafeString("".join(field(bound) for bound in form))


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """`{% form_errors form %}`: what is wrong, each with a link to its field. Empty when nothing is wrong."""
    if not isinstance(form, forms.BaseForm | BaseFormSet):
        raise template.TemplateSyntaxError(f"{{% form_errors %}} takes a form or a formset, not {form!r}")
    if isinstance(form, BaseFormSet):
        faults = [("", "", text) for text in form.non_form_errors()]
        for one in form.forms:
            faults += _faults(one)
    else:
        faults = _faults(form)
    return {"faults": faults}


def _faults(form: forms.BaseForm) -> list[tuple[str, Any, Any]]:
    whole = [("", "", text) for text in form.non_field_errors()]
    each = [(_anchor(bound), bound.label, text) for bound in form for text in bound.errors]
    return whole + each


def _anchor(bound: BoundField) -> str:
    return bound.id_for_label or bound.auto_id
