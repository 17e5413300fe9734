"""One page for teachers: « Tuesday 17:00, a 5e pupil »: who can take them, where, how they enter, whom to call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marelle.domains.network.rules.directory import who_answers

from .asked import asked
from .words import question_words, shown_found


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Price: that of `asked`."""
    found = asked(request, slug)
    wanted = found.wanted if found.form.is_valid() else None
    answers = who_answers(found.every, wanted) if wanted else []
    context = {
        "site": found.site,
        "form": found.form,
        "asked": bool(wanted),
        "now": request.clock.now,  # type: ignore[attr-defined]
        "question": question_words(wanted, found.form.level, found.quarters) if wanted else "",
        "sure": [shown_found(one, found.themes) for one in answers if one.answer == "yes"],
        "maybe": [shown_found(one, found.themes) for one in answers if one.answer == "maybe"],
    }
    return render(request, "network/pupil.html", context)
