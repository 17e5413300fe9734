from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import Move, State, StateTable

REVIEW = StateTable(
    name="projects.review",
    states=(
        State("writing", _("En écriture"), tone="here"),
        State("submitted", _("Soumise aux trois voix"), tone="late"),
        State("validated", _("Validée"), tone="done"),
    ),
    moves=(
        Move("writing", "submitted", "submit_review"),
        Move("submitted", "writing", "reopen_review"),
        Move("submitted", "validated", "speak_on_review"),
    ),
)
