"""Small things inside a text: a state, an amount, a source, a large figure."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marelle.kernel.money import euros
from marelle.kernel.words import elided
from marelle.web.ui import icons
from marelle.web.ui.checks import TONES, in_pairs, not_empty, one_of

register = template.Library()


@register.filter(name="elided")
def contracted(sentence: str) -> str:
    """`{% filter elided %}Candidature de {{ name }}{% endfilter %}`: « Candidature d’Amiens », « du Havre »."""
    return elided(sentence)


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "done" %}`: a sign without a voice. name: one of `icons.NAMES`."""
    return icons.icon(one_of("icon", "name", name, icons.NAMES))


@register.simple_tag
def badge(label: str, tone: str = "neutral") -> SafeString:
    """`{% badge _("Retenue") tone="done" %}`: a word with its sign. tone: neutral, here, info, done, late, refused,
    invented, unknown."""
    one_of("badge", "tone", tone, TONES)
    not_empty("badge", label=label)
    sign = icons.icon(tone) if tone != "neutral" else ""
    return format_html('<span class="badge tone-{}">{}<span>{}</span></span>', tone, sign, label)


@register.simple_tag
def state(value: Any) -> SafeString:
    """`{% state application_state %}`: a `kernel.states.State` as a badge."""
    return badge(value.label, value.tone)


@register.simple_tag
def unknown(label: str = "") -> SafeString:
    """`{% unknown %}`: what nobody has published: never zero, never blank."""
    return format_html('<span class="unknown">{}</span>', label or _("inconnu"))


@register.simple_tag
def amount(cents: int | None, note: str = "") -> SafeString:
    """`{% amount 43000000 %}`: whole cents as « 430 000 € »; None is « inconnu ». note: « par an », beside it."""
    if cents is None:
        return unknown()
    if isinstance(cents, bool) or not isinstance(cents, int):
        raise template.TemplateSyntaxError(f"{{% amount %}} takes whole cents or None, not {cents!r}")
    after = format_html(' <span class="note">{}</span>', note) if note else ""
    return format_html('<span class="amount">{}</span>{}', euros(cents), after)


@register.simple_tag
def source_link(url: str, label: str = "", retrieved: str = "") -> SafeString:
    """`{% source_link url label="" retrieved="" %}`: where a fact comes from, one click away.

    label: by default the host of the address; without an address it is the text alone. retrieved: when it was read.
    """
    when = format_html(" <span>({})</span>", retrieved) if retrieved else ""
    if not str(url).startswith(("https://", "http://")):
        not_empty("source_link", label=label or url)
        return format_html('<span class="source">{} {}{}</span>', _("Source :"), label or url, when)
    host = urlsplit(str(url)).hostname or str(url)
    return format_html(
        '<span class="source">{} <a href="{}" rel="noopener noreferrer external">{}{}</a>{}</span>',
        _("Source :"),
        url,
        label or host.removeprefix("www."),
        icons.icon("outside"),
        when,
    )


@register.inclusion_tag("ui/figure_number.html")
def figure_number(
    value: Any, label: str, note: str = "", source: str = "", source_label: str = "", url: str = ""
) -> dict[str, Any]:
    """`{% figure_number 80 _("cités labellisées") %}`: one large figure and what it counts.

    value: None is « inconnu ». note: a precision under the label. source, source_label: as in `source_link`.
    url: the page that shows what is counted.
    """
    not_empty("figure_number", label=label)
    names = {"value": value, "label": label, "note": note, "url": url}
    return names | {"source": source_link(source, source_label) if source or source_label else ""}


@register.inclusion_tag("ui/definition_list.html")
def definition_list(*values: Any) -> dict[str, Any]:
    """`{% definition_list _("Région") region _("Label") wave %}`, or one list of pairs. None is « inconnu »."""
    pairs = in_pairs("definition_list", values)
    return {"pairs": [(term, unknown() if value is None else value) for term, value in pairs]}
