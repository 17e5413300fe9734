from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import Move, State, StateTable

CHAPTER = StateTable(
    name="projects.chapter",
    states=(
        State("to_write", _("À écrire")),
        State("in_progress", _("En cours d’écriture"), tone="here"),
        State("to_reread", _("À relire"), tone="late"),
        State("ready", _("Prêt"), tone="done"),
    ),
    moves=(
        Move("to_write", "in_progress", "save_chapter"),
        Move("to_write", "to_reread", "move_chapter"),
        Move("to_write", "ready", "move_chapter"),
        Move("in_progress", "to_reread", "move_chapter"),
        Move("in_progress", "ready", "move_chapter"),
        Move("to_reread", "in_progress", "move_chapter"),
        Move("to_reread", "ready", "move_chapter"),
        Move("ready", "in_progress", "save_chapter"),
    ),
)
