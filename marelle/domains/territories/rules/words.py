"""What people type when they look for a place, and how our own lists are written. Pure."""

import re

SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def spelled_out(text: str) -> str:
    """The same words with the abbreviations that names of communes never have: « St-Quentin » is Saint-Quentin."""
    return re.sub(r"[^\W\d_]+", lambda word: SAINTS.get(word.group().lower(), word.group()), text.strip()[:80])


def typeset(text: str) -> str:
    """One line, one space between words, the apostrophe of French typography."""
    return re.sub(r"\s+", " ", text).strip().replace("'", "’")
