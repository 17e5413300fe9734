"""A frozen yearly review as a PDF: its answers, its figures as they were on that day, who spoke, its fingerprint."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import Any

from django.http import FileResponse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marelle.domains.projects.models import ReviewVersion, YearlyReview
from marelle.domains.projects.queries.reviews import ReviewText, spoken_on
from marelle.domains.projects.queries.voices import voices_on
from marelle.kernel.pdf import MEDIA_TYPE, render
from marelle.kernel.words import elided
from marelle.web.ui.answers import as_download
from marelle.web.ui.moments import moment
from marelle.web.ui.questionnaire import read_only

from .reviews_shown import shown_figures

PAGE = Path(__file__).with_name("review.typ")


def review_file(review: YearlyReview, text: ReviewText, version: ReviewVersion) -> FileResponse:
    """The PDF of one version, to download. Price: seven queries at most."""
    name = f"revue-{review.project.site.slug}-{review.year}-v{version.number}.pdf"
    return as_download(render(PAGE, _data(review, text, version)), MEDIA_TYPE, name)


def _data(review: YearlyReview, text: ReviewText, version: ReviewVersion) -> dict[str, Any]:
    site, day = version.content["site"]["name"], date_format(text.counted_on, "j F Y")
    return {
        "title": _("Revue de projet {year}").format(year=review.year),
        "author": "Marelle",
        "lang": (get_language() or "fr")[:2],
        "lede": elided(_("Cité éducative de {site}").format(site=site)),
        "state": str(review.stage.label),
        "facts": [
            [_("Version"), str(version.number)],
            [_("Figée le"), moment(version.made_at)],
            [_("Chiffres"), _("repris des données du {day}").format(day=day)],
        ],
        "figure_heads": [_("Chiffre"), _("Valeur"), _("Depuis un an"), _("Calcul et source")],
        "chapters": _chapters(text),
        "voices_title": _("Les trois voix"),
        "voices": _voices(review),
        "print_title": _("Empreinte (sha256)"),
        "print": wrap(text.fingerprint, 32),
        "footer": _("{site}, revue {year}, version {number}").format(
            site=site, year=review.year, number=version.number
        ),
    }


def _chapters(text: ReviewText) -> list[dict[str, Any]]:
    answers = {one.section.code: one.answers for one in read_only(text.definition, text.seen)}
    return [
        {
            "title": one.section.title,
            "figures": [
                [f.kind.label, f.value or _("inconnu"), f.change, f"{f.kind.formula} {f.kind.source}. {f.told}"]
                for f in shown_figures(one)
            ],
            "answers": [
                [answer.field.label, answer.text or _("sans réponse")] for answer in answers.get(one.section.code, ())
            ],
        }
        for one in text.chapters
    ]


def _voices(review: YearlyReview) -> list[list[str]]:
    said = spoken_on(review, voices_on(review, review.submitted))
    return [
        [one.label, one.opinion or _("Voix attendue"), one.who, one.voice.reasons if one.voice else ""] for one in said
    ]
