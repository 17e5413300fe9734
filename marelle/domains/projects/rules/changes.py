"""Changes of a site decided for a day to come: what they say, when they may be decided, the refusals. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

# Further away, nobody knows what the cité will be.
MOST_AHEAD: Final = timedelta(days=2 * 366)


class NotToCome(Refused):
    """What is true already is recorded at once."""

    code = "projects.not_to_come"
    sentence = _("Le {day} est déjà venu\u00a0: ce changement s’enregistre tout de suite.")
    status = 409


class TooFarAhead(Refused):
    """A change is decided for a day that one can see."""

    code = "projects.too_far_ahead"
    sentence = _(
        "Le {day} n’est pas encore venu, et il est loin\u00a0: un changement se décide deux ans avant, au plus tôt."
    )


class ChangeAwaited(Refused):
    """A site awaits one change of a kind, and none after the day on which it ends."""

    code = "projects.change_awaited"
    sentence = _("{site} attend déjà un changement\u00a0: {what}, le {day}. Modifiez ou annulez d’abord celui-là.")
    status = 409


class ChangeOver(Refused):
    """A change that was carried out, called off or replaced does not change any more."""

    code = "projects.change_over"
    sentence = _("Ce changement n’est plus à venir\u00a0: {state}. Rechargez la page.")
    status = 409


class WhyCallOff(Refused):
    """A decision that is taken back says why."""

    code = "projects.why_call_off"
    sentence = _("Dites pourquoi ce changement n’aura pas lieu\u00a0: ceux qui l’attendent le liront.")


class NotSettled(Refused):
    """What came meanwhile has no place that a rule can tell: somebody says it, and nothing is done before."""

    code = "projects.not_settled"
    sentence = _("{what} Modifiez ce changement et dites où cela va\u00a0: rien n’est fait avant.")
    status = 409


def check_to_come(on: date, today: date) -> None:
    """Refuses a day that has come (`NotToCome`), or that is too far (`TooFarAhead`)."""
    day = on.strftime("%d/%m/%Y")
    if on <= today:
        raise NotToCome(field="on", day=day)
    if on - today > MOST_AHEAD:
        raise TooFarAhead(field="on", day=day)


def change_words(kind: str, told: Mapping[str, Any], names: Sequence[str]) -> str:
    """What a change is, in one sentence without its full stop; `names`: of its sites, in their order."""
    if kind == "split":
        parts = [str(one["name"]) for one in told["parts"]]
        said = ngettext(
            "{site} se scinde en {n} part\u00a0: {parts}", "{site} se scinde en {n} parts\u00a0: {parts}", len(parts)
        )
        return said.format(site=names[0], n=len(parts), parts=", ".join(parts))
    if kind == "merge":
        return gettext("{sites} se réunissent dans {name}").format(sites=", ".join(names), name=told["name"])
    if kind == "rename":
        return gettext("{site} s’appelle {name}").format(site=names[0], name=told["name"])
    return gettext("Le périmètre de {site} change").format(site=names[0])
