"""Files that people send: sniffed, limited in size, kept outside the web's reach, given back only as attachments.

Promises that a name or a declared type is never believed. Knows no domain: who may read a file is decided by the
record that holds it, before `as_attachment` is called.
"""

import hashlib
import os
import re
import unicodedata
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from .models import StoredFile
from .sniff import ACCEPTED, kind_of

LARGEST = 20 * 1024 * 1024


class FileTooLarge(Refused):
    """Over the limit."""

    code = "files.too_large"
    sentence = _("Ce fichier est trop lourd : {size} Mo. La limite est de {limit} Mo. Réduisez-le ou divisez-le.")


class FileNotAccepted(Refused):
    """Its bytes are not those of an accepted kind."""

    code = "files.not_accepted"
    sentence = _("Ce fichier n’est pas d’un type accepté. Envoyez un PDF, une image, un tableur, un texte ou un CSV.")


def keep(upload: "UploadedFile[bytes]", by: Viewer, purpose: str) -> StoredFile:
    """Keeps what somebody sent. Refuses (`FileTooLarge`, `FileNotAccepted`) before anything is written."""
    size = upload.size or 0
    if size > LARGEST:
        raise FileTooLarge(size=size // 1024 // 1024, limit=LARGEST // 1024 // 1024)
    content = upload.read(LARGEST + 1)
    kind = kind_of(content)
    if kind is None:
        raise FileNotAccepted
    digest = hashlib.sha256(content).hexdigest()
    _write(digest, content)
    return StoredFile.objects.create(
        name=safe_name(upload.name or "", ACCEPTED[kind]),
        content_type=kind,
        size=len(content),
        sha256=digest,
        purpose=purpose,
        person_id=by.person_id,
    )


def safe_name(name: str, ending: str) -> str:
    """A name without folders, control characters or a misleading ending."""
    stem = unicodedata.normalize("NFC", PurePosixPath(name.replace("\\", "/")).name).rsplit(".", 1)[0]
    stem = re.sub(r"[\x00-\x1f\x7f\"<>|:*?/\u202a-\u202e\u2066-\u2069]+", " ", stem).strip(" .")[:120]
    return f"{stem or 'document'}{ending}"


def as_attachment(file: StoredFile) -> FileResponse:
    """The file as a download that no browser will run: attachment, nosniff, sandbox."""
    response = FileResponse(_path(file.sha256).open("rb"), as_attachment=True, filename=file.name)
    response["Content-Type"] = file.content_type
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def _write(digest: str, content: bytes) -> None:
    path = _path(digest)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(f".{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(path)
