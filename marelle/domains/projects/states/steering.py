from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import Move, State, StateTable

MEETING = StateTable(
    name="projects.meeting",
    states=(
        State("planned", _("Prévue"), tone="here"),
        State("held", _("Tenue"), tone="done"),
        State("cancelled", _("Annulée")),
    ),
    moves=(
        Move("planned", "held", "hold_meeting"),
        Move("planned", "cancelled", "cancel_meeting"),
    ),
)

DECISION = StateTable(
    name="projects.steering_decision",
    states=(
        State("voting", _("Soumise aux trois voix"), tone="late"),
        State("refused", _("Écartée par les voix"), tone="refused"),
        State("open", _("À faire"), tone="here"),
        State("done", _("Faite"), tone="done"),
        State("dropped", _("Abandonnée")),
    ),
    moves=(
        Move("voting", "open", "speak_on_decision"),
        Move("voting", "refused", "speak_on_decision"),
        Move("voting", "dropped", "drop_decision"),
        Move("open", "done", "finish_decision"),
        Move("open", "dropped", "drop_decision"),
        Move("done", "open", "reopen_decision"),
    ),
)

RHYTHMS = {
    "month": _("Chaque mois"),
    "quarter": _("Chaque trimestre"),
    "half_year": _("Deux fois par an"),
    "year": _("Une fois par an"),
    "need": _("Quand il le faut"),
}
POINTS = {"information": _("Pour information"), "decision": _("Pour décision")}
# What a decision does to the action that it is about, once it is taken.
EFFECTS = {"plan": _("Faire entrer l’action au plan"), "back": _("Rendre la fiche à ses auteurs")}
