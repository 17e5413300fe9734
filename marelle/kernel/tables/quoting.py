"""Texts that a spreadsheet would run: quoted on the way out, read as they were on the way back. Pure."""

from __future__ import annotations

from typing import Final

# A spreadsheet runs a cell that starts so; full-width forms are read as the plain ones.
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def quoted(text: str) -> str:
    """The text with one quote before it where a spreadsheet would run it, or where it already starts so with one."""
    return f"'{text}" if _runs(text.lstrip("'")) else text


def unquoted(text: str) -> str:
    """The text as it was before `quoted`."""
    return text[1:] if text.startswith("'") and _runs(text.lstrip("'")) else text


def _runs(text: str) -> bool:
    return text.startswith(DANGEROUS) or text.lstrip(" \u00a0").startswith(DANGEROUS)
