from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import Move, State, StateTable

CALL = StateTable(
    name="calls.call",
    states=(
        State("draft", _("En préparation"), tone="neutral"),
        State("open", _("Ouvert"), tone="here"),
        State("closed", _("Clos"), tone="late"),
        State("decided", _("Labels décidés"), tone="done"),
    ),
    moves=(
        Move("draft", "open", "open_call"),
        Move("open", "closed", "close_call"),
        Move("closed", "open", "extend_call"),
        Move("closed", "decided", "announce_decisions"),
    ),
)

# What the clock makes of a call that is open: its files are not received yet, or no longer.
TO_COME = State("to_come", _("À venir"), tone="neutral")
OVER = State("over", _("Dépôt terminé"), tone="late")

# Ways of giving a label, as the programme has had them since 2019.
KINDS: dict[str, str | Promise] = {
    "closing": _("Appel à date limite"),
    "rolling": _("Dépôt au fil de l’eau"),
    "preselection": _("Présélection par l’État"),
    "renewal": _("Renouvellement de labels"),
    "extension": _("Extension de cités labellisées"),
}

LABELLED, REFUSED, WITHDRAWN, WAITING = "labelled", "refused", "withdrawn", "waiting"
OUTCOMES: dict[str, str | Promise] = {
    LABELLED: _("Labellisée"),
    REFUSED: _("Non retenue"),
    WAITING: _("Liste complémentaire"),
    WITHDRAWN: _("Label retiré"),
}
