"""A message leaves once; a file is what its bytes say."""

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from marelle.kernel import mail
from marelle.kernel.access import Viewer
from marelle.kernel.files import (
    TABLES,
    FileGone,
    FileNotAccepted,
    FileTooLarge,
    as_attachment,
    content_of,
    keep,
    received,
    safe_name,
    sniff,
)
from marelle.kernel.files.sniff import kind_of


@pytest.mark.django_db
def test_one_message_a_key_is_sent_once(settings: Any, tmp_path: Path) -> None:
    settings.MAIL_FOLDER = tmp_path
    assert mail.post(to="a@exemple.invalid", subject="Bon\njour", text="é", key="k-1")
    assert not mail.post(to="a@exemple.invalid", subject="Autre", text="x", key="k-1")
    assert mail.deliver() == 1
    assert mail.deliver() == 0
    (file,) = tmp_path.iterdir()
    assert b"Subject: Bon jour" in file.read_bytes()


@pytest.mark.django_db
def test_a_failure_waits_and_the_message_stays(settings: Any, tmp_path: Path) -> None:
    blocker = tmp_path / "a-file"
    blocker.write_text("")
    settings.MAIL_FOLDER = blocker
    mail.post(to="a@exemple.invalid", subject="S", text="x", key="k-2")
    assert mail.deliver() == 0
    settings.MAIL_FOLDER = tmp_path / "ok"
    assert mail.deliver() == 0, "not before its next attempt"


@pytest.mark.django_db
def test_the_outbox_is_closed_to_everybody_but_the_postman() -> None:
    mail.post(to="a@exemple.invalid", subject="S", text="x", key="k-3")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_outgoing_mail")
        assert cursor.fetchone() == (0,)


def archive(*names: str, mimetype: str = "") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"nom;montant\n", "text/plain"),
        (archive("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
        (archive("word/document.xml", "word/vbaProject.bin"), None),
        (archive("a.exe"), None),
        (b"<svg onload=alert(1)>", None),
        (b"  <html>", None),
        (b"MZ\x00\x01", None),
        (b"", None),
        (b"PK\x03\x04 not a zip", None),
        ("nom;montant\n".encode("utf-16"), "text/plain"),
        ("<html>".encode("utf-16"), None),
        (gzip.compress(b"nom;montant\n"), "application/gzip"),
        (gzip.compress(archive("xl/workbook.xml")), "application/gzip"),
        (gzip.compress(b"nom;montant\n")[:-9], "application/gzip"),  # its reader says that it is cut
        (b"\x1f\x8b and noise", "application/gzip"),
        (gzip.compress(b"%PDF-1.7"), None),
        (gzip.compress(gzip.compress(b"nom;montant\n")), None),
    ],
    ids=lambda value: "bytes" if isinstance(value, bytes) else None,  # archives hold the time: no name of a test
)
def test_the_bytes_decide(content: bytes, kind: str | None) -> None:
    assert kind_of(content) == kind


@given(st.binary(max_size=200))
def test_no_bytes_break_the_sniffer(content: bytes) -> None:
    assert kind_of(content) is None or isinstance(kind_of(content), str)


@given(st.text(max_size=60))
def test_a_name_stays_in_its_folder(name: str) -> None:
    safe = safe_name(name, ".pdf")
    assert safe.endswith(".pdf") and "/" not in safe and "\\" not in safe and not safe.startswith(".")


@pytest.mark.django_db
def test_a_file_is_kept_and_given_back_as_an_attachment(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("../../etc/passwd.html", b"%PDF-1.4 contenu", content_type="text/html")
    file = keep(upload, Viewer.machine("test"), "test")
    assert (file.name, file.content_type) == ("passwd.pdf", "application/pdf")
    response = as_attachment(file)
    assert "attachment" in response["Content-Disposition"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response) == b"%PDF-1.4 contenu"
    response.close()


@pytest.mark.django_db
def test_what_is_not_accepted_leaves_nothing(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(FileNotAccepted):
        keep(SimpleUploadedFile("x.pdf", b"<html>"), Viewer.machine("test"), "test")
    upload = SimpleUploadedFile("x.pdf", b"%PDF-")
    upload.size = 21 * 1024 * 1024
    with pytest.raises(FileTooLarge):
        keep(upload, Viewer.machine("test"), "test")
    assert not list(tmp_path.iterdir())


def test_an_archive_is_taken_where_a_table_is_expected_and_nowhere_else() -> None:
    upload = SimpleUploadedFile("liste.csv.gz", gzip.compress(b"a;b\n"))
    assert received(upload, TABLES)[1] == "application/gzip"
    with pytest.raises(FileNotAccepted, match="Envoyez un PDF, une image"):
        received(upload)
    with pytest.raises(FileNotAccepted, match="Envoyez un CSV, un classeur"):
        received(SimpleUploadedFile("x.pdf", b"%PDF-1.7"), TABLES)


def test_a_bomb_is_not_an_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniff, "_MOST_UNPACKED", 1000)
    assert kind_of(gzip.compress(b"a" * 1000)) == "application/gzip"
    assert kind_of(gzip.compress(b"a" * 1001)) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("communes_2026.csv", "communes_2026.csv"),
        ("Contours.GEOJSON", "Contours.geojson"),
        ("liste.exe", "liste.txt"),
        ("liste", "liste.txt"),
        (".csv", "document.txt"),
    ],
)
def test_an_ending_that_does_not_lie_stays(settings: Any, tmp_path: Path, sent: str, kept: str) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert keep(SimpleUploadedFile(sent, b"a;b\n"), Viewer.machine("test"), "test").name == kept


@pytest.mark.django_db
def test_what_was_kept_is_read_until_it_is_gone(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = keep(SimpleUploadedFile("a.csv", b"a;b\n"), Viewer.machine("test"), "test")
    assert content_of(file) == b"a;b\n"
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    with pytest.raises(FileGone, match="n’est plus sur le serveur"):
        content_of(file)
