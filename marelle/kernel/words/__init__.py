"""Words as the dictionary orders them and as search compares them.

Promises the text that the database keeps of a name (`marelle_plain`): what is sorted, searched or compared here is
sorted, searched and compared there. Knows no language: ligatures and barred letters are those of Latin alphabets.
"""

import re
import unicodedata

__all__ = ["plain"]

# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th"}
)


def plain(text: str) -> str:
    """The text without capitals, accents, ligatures or signs: « L’Haÿ-les-Roses » is « l hay les roses ».

    What is neither a Latin letter nor a digit only separates words.
    """
    bare = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    letters = "".join(mark for mark in bare if not unicodedata.combining(mark))
    return " ".join(re.findall("[a-z0-9]+", letters))
