from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import Move, State, StateTable

APPLICATION = StateTable(
    name="calls.application",
    states=(
        State("draft", _("Brouillon"), tone="here"),
        State("filed", _("Déposée"), tone="here"),
        State("under_review", _("En cours d’examen"), tone="here"),
        State("labelled", _("Labellisée"), tone="done"),
        State("waiting", _("Liste complémentaire"), tone="late"),
        State("refused", _("Non retenue"), tone="refused"),
        State("withdrawn", _("Retirée"), tone="neutral"),
    ),
    moves=(
        Move("draft", "filed", "file_application"),
        Move("draft", "withdrawn", "withdraw_application"),
        Move("filed", "under_review", "give_opinion"),
        Move("under_review", "filed", "refile_application"),
        Move("filed", "withdrawn", "withdraw_application"),
        Move("under_review", "labelled", "decide_application"),
        Move("under_review", "refused", "decide_application"),
        Move("under_review", "waiting", "decide_application"),
        Move("under_review", "withdrawn", "withdraw_application"),
        Move("waiting", "labelled", "call_from_waiting"),
        Move("waiting", "refused", "close_waiting"),
        Move("waiting", "withdrawn", "withdraw_application"),
    ),
)
