"""What cells hold: French and English days and numbers, what spreadsheets make of them, texts that they would run."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.kernel.tables import Amount, CellRefused, Choice, Choices, Day, Picked, Text, Whole, YesNo
from marelle.kernel.tables.comparing import mark_of, read_mark
from marelle.kernel.tables.hours import Hour
from marelle.kernel.tables.quoting import quoted, unquoted

FIFTH = date(2026, 9, 5)


@pytest.mark.parametrize(
    "text",
    ["05/09/2026", "5/9/2026", "05/09/26", "5-9-2026", "5.9.2026", "2026-09-05", "2026/9/5", "2026-09-05T00:00:00",
     "05/09/2026 14:30", "46270", "46270.0", "46270,5", "5 septembre 2026",
     "le samedi 5 septembre 2026", "5 sept. 2026",
     "September 5, 2026", "Sep 5th, 2026", "5 Sep 26", "Saturday, September 5, 2026", " 05/09/2026 "],
)  # fmt: skip
def test_a_day_is_read_in_every_dress(text):
    assert Day().read(text) == FIFTH


def test_the_first_of_a_month():
    assert Day().read("1er mai 2026") == date(2026, 5, 1)


@pytest.mark.parametrize(
    "text",
    ["31/02/2026", "9/25/2026", "09/2026", "2026", "mai", "05/09", "0/0/0", "demain", "5 5 2026", "99999999",
     "1/1/1066",
     "05/09/0026", "5 septembre", "1 2 3 2026", "05//09/2026", "12345678901234567890", "٠٥/٠٩/٢٠٢٦"],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_a_way_on(text):
    with pytest.raises(CellRefused) as refused:
        Day().read(text)
    assert "«\u00a0" in str(refused.value) and ("écrivez" in str(refused.value) or "corrigez" in str(refused.value))


def test_days_have_bounds():
    bounded = Day(date(2026, 1, 1), date(2026, 12, 31))
    for text, words in (("31/12/2025", "trop tôt"), ("01/01/2027", "trop tard")):
        with pytest.raises(CellRefused, match=words):
            bounded.read(text)


@pytest.mark.parametrize(
    ("text", "cents"),
    [("1234,56", 123456), ("1234.56", 123456), ("1 234,56", 123456), ("1\u202f234,56 €", 123456), ("1.234,56", 123456),
     ("1,234.56", 123456), ("1'234.56", 123456), ("12 EUR", 1200), ("€12", 1200), ("0,5", 50), (".5", 50),
     ("430 000", 43000000),
     ("1.234.567", 123456700), ("1,234,567", 123456700), ("12,50", 1250), ("12,500000", 1250),
     ("1e5", None), ("1.2E+05", None),
     ("1,2345E+4", 1234500), ("0,125", None), ("0.1", 10), ("-5", None), ("(5)", None), ("−5", None)],
)  # fmt: skip
def test_amounts(text, cents):
    if cents is None:
        with pytest.raises(CellRefused):
            Amount().read(text)
    else:
        assert Amount().read(text) == cents


@pytest.mark.parametrize("text", ["1,234", "1.234", "12,345 €"])
def test_a_number_that_may_be_two_is_never_guessed(text):
    for kind in (Amount(), Whole()):
        with pytest.raises(CellRefused, match="peut se lire"):
            kind.read(text)


@pytest.mark.parametrize("text", ["douze", "12 ans", "", "--1", "1,2,3", "1.2.3", "12%", "NaN", "inf", "1 2,3,4", "٣"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(CellRefused):
        Whole().read(text)


def test_whole_numbers():
    assert [Whole().read(text) for text in ("12", "12.0", "12,00", "1 200", "1.234.000")] == [12, 12, 12, 1200, 1234000]
    assert Whole(-5).read("(5)") == -5
    for text, words in (("1,5", "entier"), ("-1", "n’est pas entre"), ("1,5E+10", "abrégé")):
        with pytest.raises(CellRefused, match=words):
            Whole().read(text)


@pytest.mark.parametrize(
    "text", ["14:30", "14h30", "14 h 30", "14:30:00", "2:30 PM", "2:30pm", "0.604166666666667", "0,604166666666667"]
)
def test_hours(text):
    assert Hour().read(text) == time(14, 30)


def test_round_hours():
    assert [Hour().read(text) for text in ("9", "9h", "12 am", "12 pm", "0:05")] == [
        time(9), time(9), time(0), time(12), time(0, 5),
    ]  # fmt: skip
    for text in ("24:00", "14:60", "midi", "13 pm", "1430"):
        with pytest.raises(CellRefused):
            Hour().read(text)


def test_choices_are_read_by_code_or_words_and_near_ones_are_told():
    colours = Choice({"red": "Rouge", "blue": "Bleu ciel"})
    assert [colours.read(text) for text in ("Rouge", "ROUGE ", "red", "bleu-ciel", "Azur [blue]")] == [
        "red", "red", "red", "blue", "blue",
    ]  # fmt: skip
    with pytest.raises(CellRefused, match="Vouliez-vous dire «\u00a0Rouge\u00a0»"):
        colours.read("Rogue")
    with pytest.raises(CellRefused, match="Choisissez parmi"):
        colours.read("Zzz")
    assert Choices(colours.options).read("bleu ciel; rouge\n") == ("red", "blue")
    with pytest.raises(CellRefused, match="1 au plus"):
        Choices(colours.options, most=1).read("Rouge|Bleu ciel")


def test_homonyms_go_with_their_number():
    class Person:
        def __init__(self, pk, name):
            self.pk, self.name = pk, name

        def __str__(self):
            return self.name

    one, two, three = Person(1, "Ana Roux"), Person(2, "Ana Roux"), Person(3, "Léo Roux")
    people = Picked([one, two, three])
    assert [people.tell(who) for who in (one, two, three)] == ["Ana Roux [1]", "Ana Roux [2]", "Léo Roux"]
    assert [people.read(text) for text in ("Ana Roux [2]", "leo roux")] == [two, three]
    with pytest.raises(CellRefused, match="n’est pas proposé"):
        people.read("Ana")


def test_yes_and_no():
    assert [YesNo().read(text) for text in ("oui", "Yes", "VRAI", "x", "non", "FALSE", "0")] == [True] * 4 + [False] * 3
    assert YesNo().plain(None) == YesNo().plain(False)


@given(st.text(max_size=40))
def test_a_text_comes_back_as_it_went_out(text):
    assert unquoted(quoted(text)) == text
    safe = quoted(text).lstrip(" \u00a0")
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    kind = Text(100)
    told = kind.tell(text) or ""
    assert kind.plain(kind.read(told)) == kind.plain(text)


@given(st.text(max_size=20), st.lists(st.text(max_size=10), min_size=2, max_size=5))
def test_a_mark_tells_which_cells_are_as_they_went_out(key, cells):
    told = {f"c{n}": text for n, text in enumerate(cells)}
    sent = read_mark(mark_of("projet:1", "tasks", key, told), "projet:1", "tasks", list(told))
    assert sent is not None and sent.ours and sent.is_of(key)
    assert all(sent.said(code, text) for code, text in told.items())
    assert sent.said("c0", cells[0] + "x") is False
    for elsewhere in (("projet:2", "tasks"), ("projet:1", "decisions")):
        other = read_mark(mark_of("projet:1", "tasks", key, told), *elsewhere, list(told))
        assert other is not None and not other.ours


@pytest.mark.parametrize("text", ["", "x", "aaaa-bbbb", "AAAA-bbbb-cccc", "aaaa-bbbb-ccc", "é" * 12])
def test_what_is_no_mark_is_none(text):
    assert read_mark(text, "a", "b", ["c"]) is None
