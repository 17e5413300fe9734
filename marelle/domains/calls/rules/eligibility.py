"""What follows from the rules of a call: a perimeter that fails them is not filed where the call says so. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.kernel.errors import Refused


class NotEligible(Refused):
    """The call refuses a perimeter that does not meet its rules; what is written stays."""

    code = "calls.not_eligible"
    sentence = gettext_lazy(
        "La candidature n’est pas déposée : son périmètre ne remplit pas une condition de l’appel. {reason} "
        "Changez le périmètre, ou demandez une dérogation au préfet : le bouton est sur la page « Éligibilité »."
    )


class NoDerogationNeeded(Refused):
    """One asks to be let through where something bars the way."""

    code = "calls.no_derogation_needed"
    sentence = gettext_lazy("Aucune condition n’empêche de déposer cette candidature : il n’y a rien à demander.")
    status = 409


class DerogationUnderWay(Refused):
    """One request at a time."""

    code = "calls.derogation_under_way"
    sentence = gettext_lazy("Une demande de dérogation attend déjà sa réponse.")
    status = 409


class DerogationAnswered(Refused):
    """What was answered stays."""

    code = "calls.derogation_answered"
    sentence = gettext_lazy("Cette demande a déjà reçu sa réponse.")
    status = 409


class DerogationUnexplained(Refused):
    """A request and its answer both say why."""

    code = "calls.derogation_unexplained"
    sentence = gettext_lazy("Dites pourquoi : les personnes qui examineront la candidature le liront.")


class DerogationByNobody(Refused):
    """It is asked and answered by a person, never by a program of the installation."""

    code = "calls.derogation_by_nobody"
    sentence = gettext_lazy("Une dérogation se demande et s’accorde en son nom.")
    status = 403


def reason_of(failing: Sequence[Mapping[str, Any]]) -> str:
    """The conditions that are not met, each with why."""
    said = _("« {label} » : {because}")
    return " ".join(said.format(label=one["label"].rstrip(" ."), because=one["because"]) for one in failing)


def covers(
    communes: Collection[str],
    granted: Sequence[Mapping[str, Any]],
    of: Collection[str],
    fails: Sequence[Mapping[str, Any]],
) -> bool:
    """True when a derogation for `communes` and the conditions `granted` holds for the perimeter `of`, where `fails`
    is what is not met today."""
    return set(of) <= set(communes) and {one["id"] for one in fails} <= {one["id"] for one in granted}
