"""The receipt of a filing, as a PDF: what was filed, when, by whom, its fingerprint, and how to check it."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import Any

from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marelle.domains.accounts.queries import names_of
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries.applications import FiledText
from marelle.kernel.pdf import MEDIA_TYPE, render
from marelle.kernel.questionnaires.registers import FILES
from marelle.kernel.words import elided
from marelle.web.ui.answers import as_download

from .showing import moment

PAGE = Path(__file__).with_name("receipt.typ")


def receipt(application: Application, text: FiledText, filed_by: str, site: str) -> bytes:
    """The PDF of one version. `site`: the address of this Marelle, for who reads it on paper."""
    return render(PAGE, _data(application, text, filed_by, site))


def receipt_file(request: HttpRequest, application: Application, text: FiledText) -> FileResponse:
    """The receipt of one version, to download. Price: one query."""
    person, number = text.version.frozen_by, text.version.number
    name = names_of([person]).get(person, "") if person else ""
    made = receipt(application, text, name, request.build_absolute_uri("/").rstrip("/"))
    return as_download(made, MEDIA_TYPE, f"accuse-{application.pk}-v{number}.pdf")


def text_file(application: Application, text: FiledText) -> FileResponse:
    """The very bytes that the fingerprint is the fingerprint of, to download."""
    name = f"candidature-{application.pk}-v{text.version.number}.json"
    return as_download(text.version.text.encode(), "application/json", name)


def _data(application: Application, text: FiledText, filed_by: str, site: str) -> dict[str, Any]:
    content, version = text.version.content, text.version
    address = f"{site}{reverse('verify')}"
    return {
        "title": _("Accusé de dépôt"),
        "author": "Marelle",
        "lang": (get_language() or "fr")[:2],
        "lede": elided(_("La candidature de {site} est déposée.").format(site=content["site"]["name"])),
        "facts": [
            [_("Appel"), content["call"]["title"]],
            [_("Site"), content["site"]["name"]],
            [_("Organisation"), content["organisation"]["name"]],
            [_("Déposée le"), moment(version.frozen_at)],
            [_("Déposée par"), filed_by or _("un programme de l’installation")],
            [_("Version"), str(version.number)],
            [
                _("Formulaire"),
                _("{title}, version {number}").format(
                    title=content["form"]["title"], number=content["form"]["version"]
                ),
            ],
        ],
        "fingerprint_title": _("Empreinte (sha256) de ce qui a été déposé"),
        "fingerprint_lines": wrap(text.fingerprint, 32),
        "proves": _(
            "L’empreinte change dès qu’un seul caractère change. Elle prouve que le texte lu par le préfet et le "
            "recteur est bien celui qui a été déposé, pièces jointes comprises."
        ),
        "verify_title": _("Pour vérifier"),
        "verify": [
            _(
                "Recopiez l’empreinte à l’adresse {address} : la page dit quand et pour quel site elle a été donnée."
            ).format(address=address),
            _(
                "Ou téléchargez « Le texte déposé » depuis la candidature, et calculez son sha256 vous-même "
                "(par exemple : sha256sum candidature.json). Le résultat doit être l’empreinte ci-dessus."
            ),
        ],
        "documents_title": _("Pièces jointes, et leur empreinte"),
        "document_heads": [_("Pièce"), "sha256"],
        "documents": _documents(text),
        "footer": _("{site}, version {number}").format(site=content["site"]["name"], number=version.number),
    }


def _documents(text: FiledText) -> list[list[str]]:
    entries = text.seen.known.get(FILES, {}).values()
    prints = [(entry.label, entry.fact("sha256")) for entry in entries]
    return [[label, fact.value] for label, fact in prints if fact]
