"""How what can be said of a condition is shown: its word, its tone, always with a sign."""

from typing import Any

from django.utils.translation import gettext_lazy

VERDICTS: dict[str, tuple[Any, str]] = {
    "holds": (gettext_lazy("remplie"), "done"),
    "fails": (gettext_lazy("pas remplie"), "refused"),
    "unknown": (gettext_lazy("inconnue"), "unknown"),
    "judged": (gettext_lazy("à apprécier"), "info"),
}
WHOLE: dict[str, Any] = {
    "holds": gettext_lazy("Toutes les conditions sont remplies."),
    "fails": gettext_lazy("Une condition au moins n’est pas remplie."),
    "unknown": gettext_lazy("On ne peut pas conclure : une condition au moins n’est pas connue."),
    "judged": gettext_lazy("Ce que des chiffres peuvent dire est rempli ; le reste est jugé par des personnes."),
}
