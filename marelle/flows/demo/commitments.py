"""The letter that two calls of the demonstration demand: an invented collège commits itself, on an invented PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.formats import date_format

from marelle.domains.calls.services import applications
from marelle.domains.calls.services.writing import join_document
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.pdf import MEDIA_TYPE, render

if TYPE_CHECKING:
    from marelle.domains.calls.models import Application

QUESTION = "letters"
PAGE = Path(__file__).with_name("commitment.typ")


def join_letter(by: Viewer, application: Application, *, college: str, town: str) -> None:
    """Joins the letter of the collège to a draft, in the name of who writes it, at the hour that the clock shows."""
    now = clock.now()
    letter = render(PAGE, _words(college, town, now.astimezone(clock.PARIS).date()))
    upload = SimpleUploadedFile("lettre-du-college-chef-de-file.pdf", letter, MEDIA_TYPE)
    kept = join_document(by=by, at=now, application=application, field=QUESTION, upload=upload)
    applications.save_section(by=by, at=now, application=application, answers={QUESTION: [str(kept.pk)]})


def _words(college: str, town: str, day: date) -> Mapping[str, Any]:
    return {
        "title": "Lettre d’engagement du collège chef de file",
        "college": college,
        "place_and_day": f"{town}, le {date_format(day, 'j F Y')}",
        "paragraphs": [
            f"Le collège s’engage comme chef de file de la candidature de {town}. Son équipe de direction aura, "
            "chaque semaine, un temps commun avec la personne qui coordonnera le projet pour la commune.",
            "Il ouvrira ses locaux le mercredi après-midi et le soir aux activités décidées ensemble, et tiendra à "
            "jour les indicateurs qui le concernent.",
            "Le conseil d’administration a pris connaissance de l’avant-projet.",
        ],
        "signed": "La direction du collège (personnes inventées)",
        "footer": "Pièce inventée pour la démonstration : ni ce collège ni cette commune n’existent.",
    }
