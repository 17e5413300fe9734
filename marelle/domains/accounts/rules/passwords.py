"""How hard a password is to guess, in bits, and the sentence that helps to make it harder.

The estimate is length × log2(size of the alphabet used), in which a character that only goes on with something already
there (aaaa, 1234, azerty, a piece said before, one's own name) counts for little. Long plain sentences pass easily.
"""

import math
import re
import string
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

BITS_ASKED = 80
FOLLOWS = 0.15  # what a foreseeable character is still worth
ROWS = (
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "0123456789",
    string.ascii_lowercase,
)
FORWARD = frozenset(pair for row in ROWS for pair in pairwise(row))
WORN = (
    "motdepasse",
    "password",
    "azerty",
    "qwerty",
    "marelle",
    "citeeducative",
    "bonjour",
    "soleil",
    "doudou",
    "admin",
)


def alphabet(password: str) -> int:
    """How many characters the writer seems to have chosen from."""
    classes = {_class_of(character) for character in password}
    return sum(size for name, size in (("a", 26), ("A", 26), ("0", 10), ("-", 33), ("é", 60)) if name in classes)


def _class_of(character: str) -> str:
    if character in string.ascii_lowercase:
        return "a"
    if character in string.ascii_uppercase:
        return "A"
    if character in string.digits:
        return "0"
    return "-" if character.isascii() else "é"


def bits(password: str, known: Iterable[str] = ()) -> float:
    """The estimated bits of a password; `known` are words that anybody would try first for this person."""
    if not password:
        return 0.0
    foreseen = _foreseen(password, known)
    weight = sum(FOLLOWS if index in foreseen else 1.0 for index in range(len(password)))
    return weight * math.log2(max(alphabet(password), 2))


def missing_characters(password: str, known: Iterable[str] = ()) -> int:
    """How many more characters of the same kind would be enough; 0 when the password is strong enough."""
    lacking = BITS_ASKED - bits(password, known)
    return max(0, math.ceil(lacking / math.log2(max(alphabet(password), 26))))


def _foreseen(password: str, known: Iterable[str]) -> frozenset[int]:
    plain = _plain(password)
    return frozenset({*_runs(plain), *_echoes(plain), *_known_words(plain, known)})


def _plain(text: str) -> str:
    """Lower case without accents, one character for one character."""
    return "".join(unicodedata.normalize("NFD", character)[0].lower()[:1] or character for character in text)


def _runs(plain: str) -> Iterator[int]:
    """Positions that go on with a run: a third same character, a fourth along the keyboard or the alphabet."""
    steps = [_step(a, b) for a, b in pairwise(plain)]
    for index, step in enumerate(steps):
        enough = 2 if step == "same" else 3
        if step and index + 1 >= enough and set(steps[index + 1 - enough : index + 1]) == {step}:
            yield index + 1


def _step(a: str, b: str) -> str:
    if a == b:
        return "same"
    return "forward" if (a, b) in FORWARD else "back" if (b, a) in FORWARD else ""


def _echoes(plain: str) -> Iterator[int]:
    """Positions that end three characters already said before."""
    said: set[str] = set()
    for end in range(3, len(plain) + 1):
        piece = plain[end - 3 : end]
        if piece in said:
            yield end - 1
        said.add(piece)


def _known_words(plain: str, known: Iterable[str]) -> Iterator[int]:
    for word in (*WORN, *known):
        target = re.sub(r"\W", "", _plain(word))
        if len(target) >= 4:
            for match in re.finditer(re.escape(target), plain):
                yield from range(match.start() + 1, match.end())


class EightyBits:
    """Django's password validator: eighty bits, explained in characters, and no other rule of composition."""

    def validate(self, password: str, user: object = None) -> None:
        missing = missing_characters(password, _about(user))
        if missing:
            raise ValidationError(self._sentence(missing), code="password_too_guessable")

    def _sentence(self, missing: int) -> str:
        return ngettext(
            "Ce mot de passe se devine trop vite : il manque environ {n} caractère. "
            "Ajoutez un mot au hasard, sans suite ni répétition.",
            "Ce mot de passe se devine trop vite : il manque environ {n} caractères. "
            "Ajoutez des mots au hasard, sans suite ni répétition.",
            missing,
        ).format(n=missing)

    def get_help_text(self) -> str:
        return _(
            "Quatre ou cinq mots choisis au hasard font un très bon mot de passe (18 lettres au moins). "
            "Aucun caractère spécial n’est exigé."
        )


def _about(user: object) -> list[str]:
    local = str(getattr(user, "email", "") or "").partition("@")[0]
    return [*re.split(r"\W+", local), *(str(getattr(user, name, "") or "") for name in ("given_name", "family_name"))]
