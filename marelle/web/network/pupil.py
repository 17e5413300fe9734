"""One page for teachers: « Tuesday 17:00, a 5e pupil »: who can take them, where, how they enter, whom to call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.network.rules.directory import Found, who_answers
from marelle.web.ui.tables import Table

from .asked import asked
from .columns import PUPIL_COLUMNS
from .words import question_words

TO_CHECK = gettext_lazy("À vérifier par téléphone : leurs horaires ne sont pas dits")


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
        "sure": _table(answers, "yes", _("Ils peuvent le prendre"), "surs"),
        "maybe": _table(
            answers, "maybe", _("À vérifier par téléphone : leurs horaires ne sont pas dits"), "a-verifier"
        ),
    }
    return render(request, "network/pupil.html", context)


def _table(found: list[Found], answer: str, caption: str | Promise, anchor: str) -> Table | None:
    rows = [one for one in found if one.answer == answer]
    return Table(PUPIL_COLUMNS, rows, caption, anchor=anchor) if rows else None
