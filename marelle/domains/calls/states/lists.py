"""The words of a list: how it is made, where it stands, what becomes of each candidature on it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import Move, State, StateTable

LIST = StateTable(
    name="calls.list",
    states=(
        State("deliberated", _("En délibération"), tone="here"),
        State("to_sign", _("À signer"), tone="late"),
        State("signed", _("Signée"), tone="done"),
        State("decided", _("Décidée"), tone="done"),
        State("dropped", _("Abandonnée"), tone="neutral"),
    ),
    moves=(
        Move("deliberated", "to_sign", "freeze_list"),
        Move("to_sign", "deliberated", "reopen_list"),
        Move("to_sign", "signed", "sign_list"),
        Move("signed", "deliberated", "reopen_list"),
        Move("signed", "decided", "decide_list"),
        Move("deliberated", "dropped", "drop_list"),
        Move("to_sign", "dropped", "drop_list"),
        Move("signed", "dropped", "drop_list"),
    ),
)

UNDER_WAY = ("deliberated", "to_sign", "signed")
# An order to decide a signed list, which the worker carries out.
DECIDING = StateTable(
    name="calls.deciding",
    states=(
        State("waiting", _("En cours"), tone="late"),
        State("done", _("Faite"), tone="done"),
        State("refused", _("Refusée"), tone="refused"),
    ),
    moves=(
        Move("waiting", "done", "decide_ordered_list"),
        Move("waiting", "refused", "decide_ordered_list"),
    ),
)

# What a list says of one candidature.
IN, WAITING, OUT = "in", "waiting", "out"
PLACES: dict[str, str | Promise] = {IN: _("Retenue"), WAITING: _("Liste complémentaire"), OUT: _("Non retenue")}
PLACE_STATES = {
    IN: State(IN, PLACES[IN], tone="done"),
    WAITING: State(WAITING, PLACES[WAITING], tone="late"),
    OUT: State(OUT, PLACES[OUT], tone="neutral"),
}

# What a jury may say against the calculation; `as_computed` takes back what it said before.
FORCE_IN, FORCE_OUT, AS_COMPUTED = "force_in", "force_out", "as_computed"
SAYINGS: dict[str, str | Promise] = {
    FORCE_IN: _("Retenir, contre le calcul"),
    FORCE_OUT: _("Ne pas retenir, contre le calcul"),
    AS_COMPUTED: _("Revenir à ce que dit le calcul"),
}

MARGINS, STABILITY = "margins", "stability"
STUDIES: dict[str, str | Promise] = {
    MARGINS: _("Ce qui manque, ce qui reste : l’écart de chaque candidature"),
    STABILITY: _("Stabilité : 10\u202f000 tirages"),
}

# From how many draws in a hundred on; the grey zone is what lies between always and never.
BANDS: tuple[tuple[str, str | Promise], ...] = (
    ("always", _("toujours")),
    ("often", _("presque toujours")),
    ("grey", _("zone grise")),
    ("seldom", _("presque jamais")),
    ("never", _("jamais")),
)

REJECTED, UPHELD = "rejected", "upheld"
APPEALS: dict[str, str | Promise] = {
    REJECTED: _("Recours rejeté : la décision est maintenue"),
    UPHELD: _("Recours accepté : la décision sera remplacée"),
}
