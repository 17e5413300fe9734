"""The renderer of forms: `FORM_RENDERER = "marelle.web.ui.forms.Renderer"` makes every Django form look like ours.

`{{ form }}`, `{{ form.as_p }}`, `{{ form.as_div }}` and `{{ field.as_field_group }}` then all write the component
that `{% field %}` writes, so that the forms of libraries (log-in, second factor) need no template of their own.

A field that is not required says « (facultatif) », unless its form set `sometimes_needed` on it: a reason that only a
refusal needs, one identifier of three. Its help then says when it is needed.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

FIELD_TEMPLATE = "ui/field.html"
FORM_TEMPLATE = "ui/form.html"
_PLAIN_FORMS = {f"django/forms/{name}.html" for name in ("div", "p", "ul", "table")}


class Renderer(DjangoTemplates):
    """Django's own renderer with our form and our field; widgets stay Django's (strict style sheets do the rest)."""

    form_template_name = FORM_TEMPLATE
    field_template_name = FIELD_TEMPLATE

    def get_template(self, template_name: str) -> Any:
        return super().get_template(FORM_TEMPLATE if template_name in _PLAIN_FORMS else template_name)


def _option(code: Any, label: Any, chosen: bool) -> str:
    return f'<option value="{escape(code)}"{" selected" if chosen else ""}>{conditional_escape(label)}</option>'


class LongSelect(forms.Select):
    """A list of many answers, written in one go: Django renders a template for each, which a hundred départements feel.

    It knows no groups and no attributes of options.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in self.format_value(value)}
        options = "".join(_option(code, label, str(code) in chosen) for code, label in self.choices)
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            mark_safe(options),  # noqa: S308 - each part is escaped above
        )
