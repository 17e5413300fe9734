"""The gallery at /ui/: every component, its parameters (the tag's own docstring), its states, its source.

The examples are templates: what is shown is what the tag writes today. A test fails when a tag has no example.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from .examples import EXAMPLES, sample
from .tags import actions, boxes, data, distributions, forms, maps, matrices, paths, weeks, words

CODE = r"<code>\1</code>"
SUBJECTS = (
    (_("Mots"), words),
    (_("Boîtes"), boxes),
    (_("Gestes"), actions),
    (_("Formulaires"), forms),
    (_("Données"), data),
    (_("Répartitions"), distributions),
    (_("La semaine en cases"), matrices),
    (_("Chemins"), paths),
    (_("Carte"), maps),
    (_("Semaine et lieux"), weeks),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One component of the gallery."""

    name: str
    subject: str
    signature: str
    words: SafeString
    examples: list[tuple[str, SafeString]]


def show(request: HttpRequest) -> HttpResponse:
    """Price: no query of its own."""
    components = [
        component(request, str(subject), name, function)
        for subject, module in SUBJECTS
        for name, function in sorted(module.register.tags.items())
    ]
    return render(request, "ui/gallery.html", {"components": components, "colours": COLOURS})


def component(request: HttpRequest, subject: str, name: str, function: Any) -> Shown:
    written = inspect.unwrap(function)
    parameters = [p for p in inspect.signature(written).parameters.values() if p.name not in ("context", "content")]
    signature = "".join(f" {_parameter(p)}" for p in parameters)
    examples = [(source, rendered(request, source)) for source in EXAMPLES.get(name, ())]
    return Shown(name, subject, signature, _words(inspect.getdoc(written) or ""), examples)


def _parameter(parameter: inspect.Parameter) -> str:
    if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
        return f"{parameter.name}…"
    if parameter.default is inspect.Parameter.empty:
        return parameter.name
    return f"{parameter.name}={parameter.default!r}"


def _words(text: str) -> SafeString:
    """A docstring as paragraphs, its backquotes as code."""
    paragraphs = [escape(" ".join(part.split())) for part in text.split("\n\n")]
    return mark_safe("".join(f"<p>{re.sub(r'`([^`]+)`', CODE, part)}</p>" for part in paragraphs))  # noqa: S308 - escaped


def rendered(request: HttpRequest, source: str) -> SafeString:
    """What this template writes, with the invented data of `examples.sample`."""
    written = engines["django"].from_string("{% load i18n %}" + source).render(sample(), request)
    # The gallery must not jump to its example of errors.
    return SafeString(written.replace(" autofocus data-focus", ""))


COLOURS = (
    "page",
    "paper",
    "ink",
    "ink-2",
    "asphalt",
    "brand",
    "sun",
    "coral",
    "sky",
    "mint",
    "lilac",
    "done",
    "late",
    "refused",
)
