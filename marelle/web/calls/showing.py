"""How the screens of applications say things: squares, time left, columns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.calls.models import Application, Correction
from marelle.kernel.clock import PARIS
from marelle.web.ui import moments
from marelle.web.ui.paths import Step, steps
from marelle.web.ui.tables import Column

SQUARES = [
    gettext_lazy("Écrire"),
    gettext_lazy("Déposer"),
    gettext_lazy("Avis du préfet et du recteur"),
    gettext_lazy("Décision"),
]
# Where one stands, by state; a withdrawn file stays where it is.
_HERE = {"draft": 1, "filed": 3, "under_review": 3, "labelled": 5, "waiting": 5, "refused": 5, "withdrawn": 0}

COLUMNS = (
    Column(
        "site",
        gettext_lazy("Site"),
        lambda row: row["application"].site.name,
        kind="link",
        href=lambda row: reverse("application", args=[row["application"].pk]),
    ),
    Column("call", gettext_lazy("Appel"), lambda row: row["application"].call.title),
    Column("state", gettext_lazy("État"), lambda row: row["application"].stage, kind="state"),
    Column("next", gettext_lazy("Suite"), lambda row: row["next"]),
)


def squares(application: Application, complete: bool, carried: bool) -> list[Step]:
    """The four squares of an application; a complete draft stands on the second, two opinions lead to the fourth."""
    here = _HERE[application.state]
    if application.state == "draft" and complete:
        here = 2
    if application.state == "under_review" and carried:
        here = 4
    return steps(list(SQUARES), here)


def time_left(closes_at: datetime | None, now: datetime) -> str:
    """« Il reste 13 jours. », « Il reste 3 heures. », « L’appel est clos. »"""
    if closes_at is None:
        return _("Dépôt au fil de l’eau.")
    left = closes_at - now
    seconds = left.total_seconds()
    if seconds <= 0:
        return _("L’appel est clos depuis le {moment}.").format(moment=moment(closes_at))
    if left.days >= 1:
        return ngettext("Il reste {n} jour.", "Il reste {n} jours.", left.days).format(n=left.days)
    hours, minutes = int(seconds // 3600), max(1, int(seconds // 60))
    if hours:
        return ngettext("Il reste {n} heure.", "Il reste {n} heures.", hours).format(n=hours)
    return ngettext("Il reste {n} minute.", "Il reste {n} minutes.", minutes).format(n=minutes)


moment, clock_time = moments.moment, moments.clock_time


def saved_words(application: Application, now: datetime) -> str:
    """« Enregistré à 14:32 — non déposé », with the day when it is another one."""
    sheet = application.sheet
    if not sheet.revision:
        return _("Rien n’est encore enregistré.")
    same_day = sheet.saved_at.astimezone(PARIS).date() == now.astimezone(PARIS).date()
    draft = application.state == "draft"
    if same_day:
        said = _("Enregistré à {time} — non déposé") if draft else _("Enregistré à {time} — correction non déposée")
        return said.format(time=clock_time(sheet.saved_at))
    said = _("Enregistré le {time} — non déposé") if draft else _("Enregistré le {time} — correction non déposée")
    return said.format(time=moment(sheet.saved_at))


def correction_words(application: Application, correction: Correction) -> dict[str, Any]:
    """A correction as a page shows it: until when, why, and which answers, each with its section."""
    form = application.sheet.questionnaire.form
    fields = [(field, form.section_of(field.code)) for field in form.fields if field.code in correction.fields]
    return {"it": correction, "until": moment(correction.until), "fields": fields}


def row_of(application: Application, awaited: tuple[str, ...], now: datetime) -> dict[str, Any]:
    """One line of the list: the application and what comes next for it."""
    if application.state == "draft":
        following = time_left(application.closes_at, now)
    elif application.state in ("filed", "under_review"):
        names = ", ".join(awaited)
        following = _("Avis attendu : {names}").format(names=names) if awaited else _("Décision nationale attendue")
    else:
        following = _("Rien à faire")
    return {"application": application, "next": following}
