"""What the screens of lists share: the door, the views of one list as tabs, what a scenario changes, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.calls.access import visible_calls
from marelle.domains.calls.models import Call, ListProposal, SelectionRun
from marelle.domains.calls.queries import lists as queries
from marelle.domains.calls.queries.lists import Calculated
from marelle.domains.territories.queries import academies, regions
from marelle.kernel.access import NotFound, load
from marelle.web.ui.paths import Step, steps

from .telling import tag_names

READ_LIST, RECORD, DELIBERATE = "calls.read_list", "calls.record_decision", "calls.deliberate"
SQUARES = (
    gettext_lazy("Calculer"),
    gettext_lazy("Délibérer"),
    gettext_lazy("Signer"),
    gettext_lazy("Décider"),
    gettext_lazy("Publier"),
)
_HERE = {"deliberated": 2, "to_sign": 3, "signed": 4, "decided": 6}
OPEN, CLOSE = "\xab\xa0", "\xa0\xbb"  # the quotation marks of the engine's sentences


def listed_call(request: HttpRequest, slug: str, permission: str = READ_LIST) -> Call:
    """The call, to whoever may do this with its list. Price: one query."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, permission, visible_calls(viewer), slug=slug)


def run_of(request: HttpRequest, slug: str, number: int, permission: str = READ_LIST) -> SelectionRun:
    """One calculation of a call. Price: three queries."""
    viewer = request.viewer  # type: ignore[attr-defined]
    call = listed_call(request, slug, permission)
    if number > 10**6:
        raise NotFound
    return load(viewer, permission, queries.runs_of(viewer, call), number=number)


def list_of(request: HttpRequest, slug: str, permission: str = READ_LIST) -> ListProposal:
    """The list under way in a call, or the one decided last. Price: two queries."""
    found = queries.current_list(listed_call(request, slug, permission))
    if found is None:
        raise NotFound
    return found


def squares(proposal: ListProposal | None) -> list[Step]:
    """Where the list of a call stands."""
    return steps(list(SQUARES), _HERE[proposal.state] if proposal else 1)


def views_of(call: Call, here: str, proposal: ListProposal | None) -> list[dict[str, Any]]:
    """The views of the list of a call, as tabs."""
    named = [("call_list_home", _("La liste")), ("list_compare", _("Scénarios"))]
    named += [("list_jury", _("Délibération"))] if proposal else []
    named += [("list_after", _("Suites"))] if proposal and proposal.state == "decided" else []
    return [{"label": label, "url": reverse(name, args=[call.slug]), "current": name == here} for name, label in named]


def change_sentences(found: Calculated) -> list[str]:
    """What a scenario changes of the rules of the call."""
    changes, files = found.changes, found.files
    told: list[str] = []
    if changes.percent != 100:
        told.append(_("l’enveloppe à {percent}\u00a0%").format(percent=changes.percent))
    if changes.most is not None:
        told.append(ngettext("{n} site au plus", "{n} sites au plus", changes.most).format(n=changes.most))
    if changes.without_limits:
        told.append(_("sans plancher, plafond ni part"))
    if changes.without_opinions:
        told.append(_("sans condition d’avis"))
    told += [
        _("« {criterion} » pèse {weight}").format(criterion=code, weight=f"{weight:n}")
        for code, weight in changes.weights.items()
    ]
    told += [_("{site} imposée").format(site=_site(files, number)) for number in changes.forced_in]
    told += [_("{site} écartée").format(site=_site(files, number)) for number in changes.forced_out]
    return told


def place_names() -> dict[str, str]:
    """The names of everything that a rule may be about. Price: two queries."""
    return tag_names(regions(), academies())


def readable(sentence: str, found: Calculated, names: Mapping[str, str]) -> str:
    """A sentence of the engine with the names that people use in the place of codes and numbers."""

    def site(match: re.Match[str]) -> str:
        return _site(found.files, int(match[1]))

    return re.sub("\xab\xa0(\\d+)\xa0\xbb", site, with_places(sentence, names))


def with_places(sentence: str, names: Mapping[str, str]) -> str:
    """A sentence of the engine with the names of places in the place of their codes."""

    def place(match: re.Match[str]) -> str:
        return f": {names.get(f'{match[1]}:{match[2]}', match[2])}"

    return re.sub(f"o\\S {OPEN}(\\w+){CLOSE} vaut {OPEN}([^\xbb]+){CLOSE}", place, sentence)


def _site(files: Any, number: int) -> str:
    file = files.get(str(number))
    return file.site.name if file else str(number)
