"""The questions asked about the versions of an application: read, compared, checked by their fingerprint."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from marelle.kernel.access import Viewer
from marelle.kernel.dossiers.models import DossierVersion
from marelle.kernel.dossiers.queries import is_intact
from marelle.kernel.files.models import StoredFile
from marelle.kernel.questionnaires.registers import FILES

from ..access.applications import FILE, WRITE
from ..models import Application
from .applications import FiledText, filed_text
from .registers import files_of

_FINGERPRINT = re.compile("[0-9a-f]{64}")


def versions_of(application: Application) -> list[DossierVersion]:
    """The frozen versions, the first one first. Price: one query."""
    return list(application.dossier.versions.order_by("number"))


def version_of(application: Application, number: int) -> FiledText | None:
    """One version, read with the form that it carries, or None. Price: one query."""
    found = application.dossier.versions.filter(number=number).first() if number < 2**31 else None
    return filed_text(found) if found else None


@dataclass(frozen=True, slots=True)
class Verified:
    """What a fingerprint is the fingerprint of; `intact` when the text kept still has it."""

    application: Application
    version: DossierVersion
    intact: bool

    @property
    def is_latest(self) -> bool:
        return self.version.number == self.application.dossier.latest


def verify(fingerprint: str) -> Verified | None:
    """The version that was filed under this fingerprint, or None. Whoever holds it holds the receipt.

    Price: two queries.
    """
    print_ = fingerprint.strip().lower()
    if not _FINGERPRINT.fullmatch(print_):
        return None
    version = DossierVersion.objects.filter(fingerprint=print_).order_by("-pk").first()
    held = Application.objects.select_related("call", "site", "organisation", "dossier")
    application = held.filter(dossier=version.dossier_id).first() if version else None
    return Verified(application, version, is_intact(version)) if application and version else None


def document_of(viewer: Viewer, application: Application, file: Any) -> StoredFile | None:
    """A file joined to an application, for who may see it: filed ones for whoever reads the application, all of them
    for its authors. The one function that says so. Price: two queries."""
    kept = StoredFile.objects.filter(pk=file, purpose=files_of(application)).first()
    if kept is None:
        return None
    places = application.perimeters()
    if viewer.may(WRITE, places) or viewer.may(FILE, places) or viewer.program:
        return kept
    filed = application.dossier.versions.values_list("text", flat=True)
    texts = (filed_document_codes(text) for text in filed)
    return kept if any(str(kept.pk) in codes for codes in texts) else None


def filed_document_codes(text: str) -> set[str]:
    """The files of a frozen text."""
    return set(json.loads(text).get("registers", {}).get(FILES, {}))
