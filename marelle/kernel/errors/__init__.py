"""Refusals: every « no » of Marelle, as an exception named for the fact.

Promises a stable code for programs and a whole sentence for people, in their language, that says what to do next.
Knows neither HTTP nor screens: `status` is only the number that the web floor will use.
"""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["Refused", "ValueUnkeepable"]


class Refused(Exception):
    """Parent of every refusal.

    Subclasses are named for the fact (`CallClosed`) and set `code` (stable, dotted) and `sentence`, a translated
    sentence whose `{placeholders}` are filled by the keyword arguments given when it is raised.
    `field` names the form field at fault, where there is one. `others` are the refusals that would follow once this one
    is mended: a page says them all at once.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str | Promise] = _("Cette demande n’est pas possible en l’état.")
    status: ClassVar[int] = 422

    def __init__(self, *, field: str | None = None, **facts: Any) -> None:
        self.field = field
        self.facts = facts
        self.others: tuple[Refused, ...] = ()
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.sentence).format(**self.facts)


class ValueUnkeepable(Refused):
    """The database cannot hold what was sent: the last net, under the orders that each judge what they are told."""

    code = "errors.value_unkeepable"
    sentence = _(
        "Une valeur envoyée ne peut pas être gardée : elle est trop longue, trop grande, trop lointaine, ou contient "
        "un caractère qui n’est pas du texte. Rien n’a été enregistré. Corrigez-la, puis renvoyez le tout."
    )
