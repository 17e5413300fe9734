"""Words as the dictionary orders them and as search compares them.

Promises the text that the database keeps of a name (`marelle_plain`): what is sorted, searched or compared here is
sorted, searched and compared there, in any language: ligatures and barred letters are those of Latin alphabets. And the
one contraction that a French sentence makes before a name.
"""

import re
import unicodedata

__all__ = ["elided", "plain"]

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
    return _OF.sub(_contracted, _ARTICLE.sub(_article, sentence))


_TO = "à"
_ARTICLE = re.compile(rf"\b(de|{_TO}) (Les?) (?=\w)")
_OF = re.compile(r"\b([Dd]e) (?=(\w))")
_WITH_ARTICLE = {("de", "Le"): "du ", ("de", "Les"): "des ", (_TO, "Le"): "au ", (_TO, "Les"): "aux "}


def _article(found: re.Match[str]) -> str:
    named = found.string[found.end()].isupper()
    return _WITH_ARTICLE[found[1], found[2]] if named else found[0]


def _contracted(found: re.Match[str]) -> str:
    """Before h and y nothing is said: Hem and Hyères do not agree."""
    vowel = found[2].isupper() and plain(found[2])[:1] in tuple("aeiou")
    return f"{found[1][0]}\u2019" if vowel else found[0]
