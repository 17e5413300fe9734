"""Boxes: something to know, something to read, nothing yet."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from marelle.web.ui.checks import not_empty, one_of

register = template.Library()

ALERT_TONES = ("info", "done", "late", "refused")
CARD_TONES = ("plain", "next", "quiet", "asphalt")


@register.inclusion_tag("ui/alert.html")
def alert(text: Any, tone: str = "info", title: str = "") -> dict[str, Any]:
    """`{% alert _("Votre message est parti.") tone="done" %}`: one sentence, read aloud when it comes.

    tone: info, done, late, refused. title: a few words above.
    """
    one_of("alert", "tone", tone, ALERT_TONES)
    not_empty("alert", text=text)
    return {"text": text, "tone": tone, "title": title, "live": "alert" if tone == "refused" else "status"}


@register.simple_block_tag
def notice(content: SafeString, title: str = "", tone: str = "info") -> SafeString:
    """`{% notice title=_("À savoir") tone="info" %}…{% endnotice %}`: a box that stays. tone: as `alert`."""
    one_of("notice", "tone", tone, ALERT_TONES)
    return render_to_string("ui/notice.html", {"content": content, "title": title, "tone": tone})


@register.simple_block_tag
def card(content: SafeString, title: str = "", url: str = "", tone: str = "plain", level: int = 2) -> SafeString:
    """`{% card title=_("Prochaine étape") tone="next" %}…{% endcard %}`: a sheet of paper.

    url: makes the title a link, and the whole card its target. tone: plain, next (the one thing to do), quiet, asphalt.
    level: of the heading, 2 to 4.
    """
    one_of("card", "tone", tone, CARD_TONES)
    one_of("card", "level", str(level), ("2", "3", "4"))
    names = {"content": content, "title": title, "url": url, "tone": tone, "heading": f"h{level}"}
    return render_to_string("ui/card.html", names)


@register.simple_block_tag
def details(content: SafeString, title: str, open: bool = False) -> SafeString:
    """`{% details _("Sources et licence") %}…{% enddetails %}`: what most people do not need."""
    not_empty("details", title=title)
    return render_to_string("ui/details.html", {"content": content, "title": title, "open": open})


@register.inclusion_tag("ui/empty_state.html")
def empty_state(title: str, text: str, url: str = "", label: str = "") -> dict[str, Any]:
    """`{% empty_state _("Aucune candidature") _("La première arrivera ici.") url=… label=… %}`.

    text: what comes next, or what to do. url and label: the gesture, together or not at all.
    """
    not_empty("empty_state", title=title, text=text)
    if bool(url) != bool(label):
        raise template.TemplateSyntaxError("{% empty_state %}: url and label go together")
    return {"title": title, "text": text, "url": url, "label": label}
