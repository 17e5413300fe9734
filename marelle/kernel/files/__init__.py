"""Files that people send: sniffed, limited in size, kept outside the web's reach, given back only as attachments.

Promises that a name or a declared type is never believed. Knows no domain: who may read a file is decided by the
record that holds it, before `as_attachment` is called.
"""

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from .models import StoredFile
from .sniff import ENDINGS, GZIP, ODS, TEXT, XLSX, kind_of

LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Accepted:
    """The kinds of file that are taken for a purpose, and how they are told to somebody who sends another."""

    kinds: frozenset[str]
    words: str | Promise


DOCUMENTS = Accepted(frozenset(ENDINGS) - {GZIP}, _("un PDF, une image, un tableur, un texte ou un CSV"))
TABLES = Accepted(
    frozenset({TEXT, ODS, XLSX, GZIP}),
    _("un CSV, un classeur (.xlsx ou .ods), un GeoJSON, ou l’un d’eux compressé (.gz)"),
)
SHEETS = Accepted(frozenset({TEXT, ODS, XLSX}), _("un classeur (.xlsx ou .ods) ou un CSV"))


class FileTooLarge(Refused):
    """Over the limit."""

    code = "files.too_large"
    sentence = _("Ce fichier est trop lourd : {size} Mo. La limite est de {limit} Mo. Réduisez-le ou divisez-le.")


class FileNotAccepted(Refused):
    """Its bytes are not those of an accepted kind."""

    code = "files.not_accepted"
    sentence = _("Ce fichier n’est pas d’un type accepté. Envoyez {words}.")


class FileGone(Refused):
    """Its row is there and its bytes are not: a database that was restored without its files."""

    code = "files.gone"
    sentence = _("Ce fichier n’est plus sur le serveur. Envoyez-le de nouveau.")
    status = 410


def received(upload: "UploadedFile[bytes]", accepted: Accepted = DOCUMENTS) -> tuple[bytes, str]:
    """What somebody sent, and the kind that its bytes say; nothing is kept.

    Refuses `FileTooLarge`, `FileNotAccepted`.
    """
    size = upload.size or 0
    if size > LARGEST:
        raise FileTooLarge(size=size // 1024 // 1024, limit=LARGEST // 1024 // 1024)
    upload.seek(0)
    content = upload.read(LARGEST + 1)
    kind = kind_of(content)
    if kind not in accepted.kinds:
        raise FileNotAccepted(words=accepted.words)
    return content, str(kind)


def keep(upload: "UploadedFile[bytes]", by: Viewer, purpose: str, accepted: Accepted = DOCUMENTS) -> StoredFile:
    """Keeps what somebody sent. Refuses (`FileTooLarge`, `FileNotAccepted`) before anything is written."""
    content, kind = received(upload, accepted)
    digest = hashlib.sha256(content).hexdigest()
    _write(digest, content)
    return StoredFile.objects.create(
        name=safe_name(upload.name or "", _ending(upload.name or "", kind)),
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


def _ending(name: str, kind: str) -> str:
    """The ending of a name where it does not lie about the kind, else the usual one."""
    own = PurePosixPath(name).suffix.lower()
    return own if own in ENDINGS[kind] else ENDINGS[kind][0]


def content_of(file: StoredFile) -> bytes:
    """The bytes of a file that was kept, for a program that reads them. Refuses `FileGone`."""
    try:
        return _path(file.sha256).read_bytes()
    except FileNotFoundError:
        raise FileGone from None


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
