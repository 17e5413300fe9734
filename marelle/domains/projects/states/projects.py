from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import Move, State, StateTable

PROJECT = StateTable(
    name="projects.project",
    states=(
        State("finalising", _("En finalisation"), tone="here"),
        State("finalised", _("Finalisé"), tone="done"),
        State("running", _("En cours"), tone="here"),
        State("ended", _("Achevé"), tone="done"),
        State("withdrawn", _("Label retiré"), tone="refused"),
        State("carried_on", _("Poursuivi par une autre cité"), tone="done"),
    ),
    moves=(
        Move("finalising", "finalised", "finalise"),
        Move("finalised", "running", "start_project"),
        Move("finalising", "running", "start_project"),
        Move("running", "ended", "end_project"),
        Move("finalising", "withdrawn", "withdraw_project"),
        Move("finalised", "withdrawn", "withdraw_project"),
        Move("running", "withdrawn", "withdraw_project"),
        Move("finalising", "carried_on", "carry_on"),
        Move("finalised", "carried_on", "carry_on"),
        Move("running", "carried_on", "carry_on"),
    ),
)
