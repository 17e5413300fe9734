from typing import Final

from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import Move, State, StateTable

# An action is thought of, proposed when its sheet is complete, and enters the plan when those who steer take it in.
ACTION = StateTable(
    name="projects.action",
    states=(
        State("idea", _("En préparation"), tone="neutral"),
        State("proposed", _("Proposée"), tone="here"),
        State("planned", _("Au plan"), tone="here"),
        State("running", _("En cours"), tone="here"),
        State("done", _("Terminée"), tone="done"),
        State("dropped", _("Abandonnée"), tone="refused"),
        State("carried_on", _("Poursuivie par une autre cité"), tone="done"),
    ),
    moves=(
        Move("idea", "proposed", "propose_action"),
        Move("proposed", "idea", "send_action_back"),
        Move("proposed", "planned", "plan_action"),
        Move("planned", "running", "start_action"),
        Move("running", "done", "end_action"),
        Move("idea", "dropped", "drop_action"),
        Move("proposed", "dropped", "drop_action"),
        Move("planned", "dropped", "drop_action"),
        Move("running", "dropped", "drop_action"),
        Move("idea", "carried_on", "carry_on"),
        Move("proposed", "carried_on", "carry_on"),
        Move("planned", "carried_on", "carry_on"),
        Move("running", "carried_on", "carry_on"),
    ),
)
# What the plan counts on; what is only proposed is what it could become.
IN_PLAN: Final = ("planned", "running", "done")
OPEN: Final = ("idea", "proposed", "planned", "running")
