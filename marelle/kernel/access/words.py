"""How permissions are called: whoever keeps their catalogue gives the words, refusals say them instead of a code."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

_WORDS: dict[str, str] = {}


def name_permissions(labels: Mapping[str, str]) -> None:
    """Gives each of these codes its words, in the language of the sources. Once, at the start of the program."""
    _WORDS.update(labels)


def words_of(permission: str) -> str | Promise:
    """The words of a permission, in the language of whoever reads them; its code where nobody gave any."""
    words = _WORDS.get(permission)
    return gettext_lazy(words) if words else permission
