"""Puts the rows of docs/glossary.md in their order. What each says is written by hand.

python scripts/glossary.py   writes the page
"""

import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"


def main():
    PAGE.write_text(ordered(PAGE.read_text()))
    return 0


def ordered(text):
    """The page with its rows by their English word, whatever its capitals; the same row twice is one."""
    lines = text.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("|---")) + 1
    rows = sorted(dict.fromkeys(filter(None, lines[start:])), key=word)
    return "\n".join([*lines[:start], *rows]) + "\n"


def word(row):
    return row.strip("| ").split(" | ")[0].casefold()


if __name__ == "__main__":
    sys.exit(main())
