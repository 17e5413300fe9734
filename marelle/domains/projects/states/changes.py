from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import Move, State, StateTable

# A change of a site that is decided for a day to come.
CHANGE = StateTable(
    name="projects.change",
    states=(
        State("planned", _("À venir"), tone="here"),
        State("held_up", _("À reprendre"), tone="late"),
        State("done", _("Fait"), tone="done"),
        State("called_off", _("Annulé")),
        State("replaced", _("Remplacé par un autre")),
    ),
    moves=(
        Move("planned", "held_up", "carry_out_change"),
        Move("planned", "done", "carry_out_change"),
        Move("held_up", "done", "carry_out_change"),
        Move("planned", "called_off", "call_off_change"),
        Move("held_up", "called_off", "call_off_change"),
        Move("planned", "replaced", "plan_change"),
        Move("held_up", "replaced", "plan_change"),
    ),
)
# Those that are still to be carried out.
TO_COME = ("planned", "held_up")
KINDS = {
    "split": _("Scission"),
    "merge": _("Réunion"),
    "rename": _("Nouveau nom"),
    "ground": _("Nouveau périmètre"),
}
# Of each of these a site awaits one at most: how it ends, its name, its ground.
SLOTS = {"split": "end", "merge": "end", "rename": "name", "ground": "ground"}
