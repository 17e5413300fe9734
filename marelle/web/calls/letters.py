"""The letter of a decision as a PDF: marks, reasons, what would have changed it, the calculation, how to appeal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marelle.domains.calls.access import visible_applications, visible_decisions
from marelle.domains.calls.models import LabelDecision, Letter
from marelle.domains.calls.queries.letters import (
    algorithm,
    algorithm_details,
    amounts_text,
    appeals,
    comma,
    decision_for,
    letter_of,
)
from marelle.domains.calls.queries.letters import content as content_of
from marelle.domains.calls.queries.waiting import last_day
from marelle.domains.calls.states.calls import LABELLED, WAITING
from marelle.kernel.access import NotFound, load
from marelle.kernel.pdf import MEDIA_TYPE, render
from marelle.kernel.words import elided
from marelle.web.ui.answers import say_name

PAGE = Path(__file__).with_name("letter.typ")
READ, RECORD = "calls.read_application", "calls.record_decision"


def recorded(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter of a decision, to whoever records decisions. Price: three queries."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return _answer(load(viewer, RECORD, visible_decisions(viewer), pk=pk))


def received(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter of one's own candidature. Price: four queries."""
    viewer = request.viewer  # type: ignore[attr-defined]
    application = load(viewer, READ, visible_applications(viewer), pk=pk)
    decision = decision_for(application)
    if decision is None:
        raise NotFound
    return _answer(decision)


def _answer(decision: LabelDecision) -> HttpResponse:
    letter = letter_of(decision)
    if letter is None:
        raise NotFound
    response = HttpResponse(render(PAGE, letter_data(decision, letter)), content_type=MEDIA_TYPE)
    return say_name(response, f"lettre-{decision.site.slug}.pdf", shown=True)


def letter_data(decision: LabelDecision, letter: Letter) -> dict[str, Any]:
    """What the page of the letter reads. Price: none."""
    told, call = content_of(letter), decision.call
    notice, rights = algorithm(), appeals()
    return {
        "lang": (get_language() or "fr")[:2],
        "author": "Marelle",
        "title": elided(_("Décision sur la candidature de {site}").format(site=decision.site.name)),
        "from": call.decided_by,
        "to": decision.application.organisation.name if decision.application else "",
        "day": date_format(decision.decided_on, "j F Y"),
        "trial": _("Essai : rien de ceci n’est réel.") if call.is_trial else "",
        "said": elided(_said(decision, told)),
        "why": [told["why"], *([f"{told['said']['reason']} ({told['said']['by']})"] if told["said"] else [])],
        "marks_title": _("Les notes"),
        "mark_heads": [_("Critère"), _("Poids"), _("Note moyenne"), _("Sur")],
        "marks": [[m["title"], comma(m["weight"]), comma(m["mark"]), comma(m["most"])] for m in told["marks"]],
        "reasons": [[m["title"], m["reasons"]] for m in told["marks"] if m["reasons"]],
        "whole": _("Note finale : {merit}. Rang : {rank} sur {count}. Sites retenus : {retained}.").format(
            merit=comma(told["merit"]), rank=told["rank"], count=told["count"], retained=told["retained"]
        ),
        "change_title": _("Ce qui aurait changé cette décision"),
        "change": told["change"],
        "amounts_title": _("Les montants"),
        "amounts": [list(one) for one in amounts_text(told)] if decision.outcome == LABELLED else [],
        "notice": {
            "title": notice.title,
            "text": notice.text,
            "articles": notice.articles,
            "details": [list(one) for one in algorithm_details()],
            "print": told["calculation"]["question"],
            "print_title": _("Empreinte de la question calculée"),
        },
        "rights": None
        if decision.outcome == LABELLED
        else {
            "title": rights.title,
            "text": rights.text,
            "articles": rights.articles,
            "last": _("Dernier jour, si vous recevez cette lettre le jour où elle part : le {day}.").format(
                day=date_format(last_day(decision), "j F Y")
            ),
        },
        "footer": _("{site}, décision du {day}").format(
            site=decision.site.name, day=date_format(decision.decided_on, "j F Y")
        ),
    }


def _said(decision: LabelDecision, told: dict[str, Any]) -> str:
    names = {"site": decision.site.name, "call": decision.call.title, "order": told["order"]}
    if decision.outcome == LABELLED:
        return _("Le label « Cité éducative » est donné à {site}, à l’issue de l’appel « {call} ».").format(**names)
    if decision.outcome == WAITING:
        said = _("{site} est en place {order} de la liste complémentaire de l’appel « {call} ».")
        return said.format(**names)
    return _("{site} n’est pas retenue à l’issue de l’appel « {call} ».").format(**names)
