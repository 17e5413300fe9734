"""Words as the dictionary orders them and as search compares them.

Promises the text that the database keeps of a name (`marelle_plain`): what is sorted, searched or compared here is
sorted, searched and compared there, in any language: ligatures and barred letters are those of Latin alphabets. And the
one contraction that a French sentence makes before a name.
"""

import re
import unicodedata

__all__ = ["elided", "plain"]

# What French contracts before a name. Before h and y nothing is said: Hem and Hyères do not agree.
_CONTRACTIONS = (
    (re.compile(r"\b([Dd])e (?=[AEIOUÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ])"), "\\1’"),
    (re.compile(r"\bde Le (?=[A-ZÀ-Ý])"), "du "),
    (re.compile(r"\bde Les (?=[A-ZÀ-Ý])"), "des "),
    (re.compile(r"\bà Le (?=[A-ZÀ-Ý])"), "au "),
    (re.compile(r"\bà Les (?=[A-ZÀ-Ý])"), "aux "),
)

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


def elided(sentence: str) -> str:
    """A French sentence, « de » and « à » contracted before a name: « d’Amiens », « du Havre », « aux Mureaux »."""
    for found, written in _CONTRACTIONS:
        sentence = found.sub(written, sentence)
    return sentence
