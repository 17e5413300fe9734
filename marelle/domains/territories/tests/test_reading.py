"""Files as they come: every encoding, separator and damage."""

import csv
import gzip
import io
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marelle.domains.territories.rules.columns import Column
from marelle.domains.territories.rules.kinds import FileKind, found_in, read_rows, read_table, recognised
from marelle.kernel.sheets.flat import Sheet, sheet_of
from marelle.kernel.sheets.reading import Fault, FileUnreadable, Line, text_of

# « Ã » begins what UTF-8 looks like when it is read as Windows-1252: a file where it is sound is repaired by mistake.
CELLS = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Zs", "Zl", "Zp"], exclude_characters="Ã"), max_size=12
)


def as_is(cells: Mapping[str, str]) -> dict[str, str]:
    return dict(cells)


def only_numbers(cells: Mapping[str, str]) -> int:
    return int(cells["number"])


def unreadable(content: bytes, columns: tuple[str, ...] = ("a", "b")) -> str:
    with pytest.raises(FileUnreadable) as caught:
        read_table(content, columns, as_is)
    return str(caught.value)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_same_table_in_every_dress(separator: str, encoding: str, zipped: bool, end: str) -> None:
    lines = [separator.join(("nom", "département")), separator.join(("L’Haÿ-les-Roses", "Évry"))]
    content = end.join([*lines, ""]).encode(encoding)
    reading = read_table(gzip.compress(content) if zipped else content, ("nom", "département"), as_is)
    assert reading.lines == [Line(2, {"nom": "L’Haÿ-les-Roses", "département": "Évry"})]
    assert reading.faults == []


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8), st.sampled_from([",", ";", "\t"]))
def test_what_was_written_is_read(rows: list[tuple[str, str]], separator: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerows([("a", "b"), *rows])
    reading = read_table(text.getvalue().encode(), ("a", "b"), as_is)
    assert not reading.faults
    assert [tuple(line.row.values()) for line in reading.lines] == [row for row in rows if any(row)]


@given(st.one_of(st.binary(max_size=300), st.text('ab,;"\n\r\x0b\x85', max_size=20).map(str.encode)))
@settings(max_examples=400)
def test_no_bytes_break_the_reader(content: bytes) -> None:
    try:
        read_table(content, ("a",), as_is)
    except FileUnreadable as error:
        assert str(error).endswith(".")


@given(st.integers(0, 400))
def test_a_cut_archive_is_refused_wherever_it_was_cut(cut: int) -> None:
    whole = gzip.compress(("a,b\n" + "".join(f"{n},{n * n}\n" for n in range(90))).encode(), mtime=0)
    if cut < len(whole):
        assert unreadable(whole[:cut] or b"\x1f\x8b")
    else:
        assert read_table(whole, ("a", "b"), as_is).lines


@pytest.mark.parametrize("content", [b"", b"\n \n", b'""\n', b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_an_empty_file(content: bytes) -> None:
    assert "vide" in unreadable(content)


def test_a_missing_column_is_named() -> None:
    assert "b" in unreadable(b"a,c\n1,2\n")


def test_a_doubled_column_is_named_unless_nobody_needs_it() -> None:
    assert "a" in unreadable(b"a,b,a\n1,2,3\n")
    assert read_table(b"a,b,x,x\n1,2,3,4\n", ("a", "b"), as_is).lines


def test_a_file_that_is_no_text() -> None:
    assert "classeur" in unreadable(b"PK\x03\x04\x00\x00a,b\n")


def test_letters_that_no_encoding_explains() -> None:
    assert "illisible, à la ligne 2, octet 4" in unreadable("a,b\n1,é".encode("cp1252") + b"\x81\n")


def test_lines_of_two_encodings_in_one_file() -> None:
    content = "\ufeffa,b\nÉvry,1\n".encode() + "Créteil,2\n".encode("cp1252") + "L’Haÿ,3\n".encode()
    assert [line.row["a"] for line in read_table(content, ("a",), as_is).lines] == ["Évry", "Créteil", "L’Haÿ"]


def test_utf_16_without_its_mark() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert read_table("a,b\nÉvry,1\n".encode(encoding), ("a",), as_is).lines[0].row["a"] == "Évry"


def test_titles_above_the_headings_are_passed_over() -> None:
    kind = FileKind("places", "", (Column("uai"), Column("nom"), Column("ville")), as_is, rank=1)
    for title in ("Liste, au 1er septembre\n\n", "Liste;;\n", '"Une liste\nsur deux lignes"\n'):
        text = title + "uai;nom;ville\n1;Les Tilleuls;Amiens\n"
        found, sheet = found_in(text.encode(), [kind])
        assert found is kind
        assert read_rows(sheet, kind).lines == [
            Line(text.count("\n"), {"uai": "1", "nom": "Les Tilleuls", "ville": "Amiens"})
        ]


@pytest.mark.parametrize(
    "page", [b"<!DOCTYPE html>\n<html>a,b</html>", b"\xef\xbb\xbf  <html>", b"<?xml version='1.0'?>"]
)
def test_a_page_of_the_web_is_named(page: bytes) -> None:
    assert "page du web" in unreadable(page)


def test_accents_that_a_program_spoilt_are_read_back_and_lost_ones_are_named() -> None:
    text = "a,b\nÉvry,L’Haÿ\nCréteil,Sèvres\n"
    assert read_table(text.encode().decode("cp1252").encode(), ("a",), as_is).lines[0].row["a"] == "Évry"
    assert "perdus" in unreadable(text.encode("cp1252").decode("utf-8", "replace").encode())
    assert read_table("a,b\nCr\ufffdteil,Évry\n".encode(), ("a",), as_is).lines  # a stray cell is no spoilt file


def test_a_kind_may_doubt_the_lines_of_a_file() -> None:
    def doubt(sheet: Sheet) -> str | None:
        return None if any("1" in values for _number, values in sheet.lines) else "Il manque un 1."

    kind = FileKind("numbers", "", (Column("a"), Column("b")), as_is, rank=1, doubt=doubt)
    good, bad = sheet_of(b"a,b\n1,2\n"), sheet_of(b"a,b\n3,4\n")
    assert recognised(good, [kind]) is kind
    assert recognised(bad, [kind]) is None
    assert read_rows(good, kind).lines
    with pytest.raises(FileUnreadable, match="Il manque un 1"):
        read_rows(bad, kind)


def test_an_open_quote_is_a_damaged_file() -> None:
    assert "guillemet" in unreadable(b'a,b\n1,"2\n3,4\n')


def test_a_file_too_large_once_unzipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marelle.kernel.sheets.reading.LARGEST", 50)
    assert "lourd" in unreadable(gzip.compress(b"a,b\n" + b"1,2\n" * 50))


def test_faults_bear_the_number_of_their_line() -> None:
    content = b'number,note\n1,x\n\nfive,x\n7,"two\nlines"\nnine,x\n3\n8,x\n'
    reading = read_table(content, ("number",), only_numbers)
    assert [(line.number, line.row) for line in reading.lines] == [(2, 1), (5, 7), (9, 8)]
    assert [fault.line for fault in reading.faults] == [4, 7, 8]
    assert reading.faults[-1] == Fault(
        8, "1 cellules au lieu de 2. Rien ne dit si la dernière, «\xa03\xa0», est entière."
    )


def test_columns_come_in_any_order_with_others_between() -> None:
    reading = read_table(b" b ;other;a\n 2 ;;1\n", ("a", "b"), as_is)
    assert reading.lines[0].row == {"b": "2", "other": "", "a": "1"}


@pytest.mark.parametrize("text", ["a,b\nÉvry,à côté\n", "Œuvre d’Aÿ", "rien"])
def test_letters_that_were_read_wrongly_once_are_read_back(text: str) -> None:
    assert text_of(text.encode().decode("cp1252").encode()) == text
    assert text_of(text.encode()) == text


@pytest.mark.parametrize("text", ["SÃO", "Âge, Ångström, château Ã"])
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert text_of(text.encode()) == text


def test_each_letter_is_read_back_where_it_can_be() -> None:
    assert text_of("privÃ© \ufffd, déjà".encode()) == "privé \ufffd, déjà"


def test_a_file_cut_in_its_last_line_is_refused_and_a_short_line_is_not() -> None:
    assert "coupé" in unreadable(b"a,b\n1,2\n3")
    assert len(read_table(b"a,b\n1,2\n3\n", ("a", "b"), as_is).faults) == 1
    for sound in (b"a,b\n1,2\n3,4", b"a,b\n1,2\n  "):
        assert read_table(sound, ("a", "b"), as_is).faults == []


def test_a_mark_decides_before_any_guess() -> None:
    assert text_of("é".encode("utf-16")) == "é"
    assert text_of("é".encode("utf-8-sig")) == "é"
