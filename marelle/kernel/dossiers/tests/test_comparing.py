"""Two texts compared: nothing is lost of either, and what did not change is not marked."""

import time

from hypothesis import given
from hypothesis import strategies as st

from marelle.kernel.dossiers.comparing import ADDED, KEPT, REMOVED, differences

words = st.lists(st.sampled_from(["le", "pont", "rouge", "\n", "été", " ", "  "]), max_size=14).map(" ".join)


@given(words, words)
def test_each_text_is_whole_in_the_pieces(before, after):
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == after
    assert all(a.kind != b.kind for a, b in zip(pieces, pieces[1:], strict=False))


@given(words)
def test_the_same_text_is_all_kept(text):
    assert {piece.kind for piece in differences(text, text)} <= {KEPT}


def test_one_word_in_a_sentence():
    pieces = differences("Un comité deux fois par an.", "Un comité trois fois par an.")
    assert [(p.kind, p.text) for p in pieces if p.kind != KEPT] == [(REMOVED, "deux"), (ADDED, "trois")]


def test_two_long_texts_without_a_line_in_common_are_not_compared_word_by_word():
    before, after = (" ".join(f"{word}{n}" for n in range(30_000)) for word in ("a", "b"))
    began = time.process_time()
    assert [piece.kind for piece in differences(before, after)] == [REMOVED, ADDED]
    assert time.process_time() - began < 1
