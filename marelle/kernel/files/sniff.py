"""What a file is, read in its first bytes and, for archives, in what they hold. Pure."""

import io
import zipfile
import zlib

TEXT, GZIP = "text/plain", "application/gzip"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The endings that a name may have, for each kind that is known; the first is given to a name that has none of them.
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "application/vnd.oasis.opendocument.text": (".odt",),
    ODS: (".ods",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    XLSX: (".xlsx",),
    TEXT: (".txt", ".csv", ".tsv", ".json", ".geojson"),
    GZIP: (".gz",),
}
_INSIDE_GZIP = (TEXT, ODS, XLSX)
_MOST_UNPACKED = 200 * 1024 * 1024


def kind_of(content: bytes) -> str | None:
    """The media type, or None when the bytes are of no kind that is known (macros and bombs included)."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    if content.startswith(b"\x1f\x8b"):
        return _gzip_kind(content)
    return TEXT if _is_text(content) else None


def _gzip_kind(content: bytes) -> str | None:
    """Gzip of a text or of a spreadsheet. One that is cut or damaged is left to its reader, who says it better."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        inside = unpacker.decompress(content, _MOST_UNPACKED + 1)
    except zlib.error:
        return GZIP
    if len(inside) > _MOST_UNPACKED:
        return None
    return GZIP if not unpacker.eof or kind_of(inside) in _INSIDE_GZIP else None


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
                return kind if kind in ENDINGS else None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        return None
    if "word/document.xml" in names:
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return XLSX if "xl/workbook.xml" in names else None


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode()
    if not content or b"\x00" in content or content.lstrip()[:1] == b"<":
        return False
    return not any(byte < 32 and byte not in b"\t\r\n\f" for byte in content[:4096])
