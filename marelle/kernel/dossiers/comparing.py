"""Two texts side by side: what was kept, taken away, added, word by word. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

KEPT, REMOVED, ADDED = "kept", "removed", "added"
MOST_WORDS = 4_000  # above, a passage is compared line by line only: words would take seconds
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: kept, removed from the earlier, or added in the later."""

    kind: str
    text: str


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in their order: without the added ones they are `before`, without the removed ones `after`."""
    if before == after:
        return (Piece(KEPT, before),) if before else ()
    pieces: list[Piece] = []
    for tag, old, new in _stretches(before.splitlines(True), after.splitlines(True)):
        if tag == "equal":
            pieces.append(Piece(KEPT, "".join(old)))
        else:
            pieces += _in_words("".join(old), "".join(new))
    return tuple(_together(pieces))


def _in_words(before: str, after: str) -> list[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if not old or not new or len(old) + len(new) > MOST_WORDS:
        return [Piece(REMOVED, before), Piece(ADDED, after)]
    pieces = []
    for tag, mine, theirs in _stretches(old, new):
        if tag == "equal":
            pieces.append(Piece(KEPT, "".join(mine)))
        else:
            pieces += [Piece(REMOVED, "".join(mine)), Piece(ADDED, "".join(theirs))]
    return pieces


def _stretches(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, Sequence[str], Sequence[str]]]:
    matched = SequenceMatcher(None, old, new, autojunk=False)
    return [(tag, old[i:j], new[k:m]) for tag, i, j, k, m in matched.get_opcodes()]


def _together(pieces: list[Piece]) -> list[Piece]:
    whole: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if whole and whole[-1].kind == piece.kind:
            whole[-1] = Piece(piece.kind, whole[-1].text + piece.text)
        else:
            whole.append(piece)
    return whole
