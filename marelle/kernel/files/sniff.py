"""What a file is, read in its first bytes and, for archives, in its table of contents. Pure."""

import io
import zipfile

ACCEPTED = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/plain": ".txt",
}
_MOST_UNPACKED = 200 * 1024 * 1024


def kind_of(content: bytes) -> str | None:
    """The media type, or None when the bytes are not of an accepted kind (macros and bombs included)."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    return "text/plain" if _is_text(content) else None


def _office_kind(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if sum(item.file_size for item in archive.infolist()) > _MOST_UNPACKED:
                return None
            if any("vbaProject" in name or name.startswith("Scripts/") for name in names):
                return None
            if "mimetype" in names:
                kind = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
                return kind if kind in ACCEPTED else None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        return None
    if "word/document.xml" in names:
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" if "xl/workbook.xml" in names else None


def _is_text(content: bytes) -> bool:
    if not content or b"\x00" in content or content.lstrip()[:1] == b"<":
        return False
    return not any(byte < 32 and byte not in b"\t\r\n\f" for byte in content[:4096])
