from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import Move, State, StateTable

FILE = StateTable(
    name="projects.file",
    states=(
        State("writing", _("En écriture"), tone="here"),
        State("submitted", _("Soumis aux trois voix"), tone="late"),
        State("finalised", _("Finalisé"), tone="done"),
    ),
    moves=(
        Move("writing", "submitted", "submit_project"),
        Move("submitted", "writing", "reopen_writing"),
        Move("submitted", "finalised", "finalise"),
    ),
)

RESERVATION = StateTable(
    name="projects.reservation",
    states=(
        State("open", _("À lever"), tone="late"),
        State("answered", _("Réponse donnée, à confirmer"), tone="here"),
        State("lifted", _("Levée"), tone="done"),
        State("lapsed", _("Tombée avec la voix")),
    ),
    moves=(
        Move("open", "answered", "answer_reservation"),
        Move("answered", "open", "judge_answer"),
        Move("answered", "lifted", "judge_answer"),
        Move("open", "lapsed", "reopen_writing"),
        Move("answered", "lapsed", "reopen_writing"),
        Move("lifted", "lapsed", "reopen_writing"),
    ),
)

EXTENSION = StateTable(
    name="projects.extension",
    states=(
        State("asked", _("Demandé"), tone="here"),
        State("granted", _("Accordé"), tone="done"),
        State("refused", _("Refusé"), tone="refused"),
    ),
    moves=(
        Move("asked", "granted", "answer_extension"),
        Move("asked", "refused", "answer_extension"),
    ),
)

# Why a version that had been submitted no longer awaits voices.
LAPSES = {
    "edited": _("Le texte a été modifié"),
    "reopened": _("L’écriture a été reprise"),
    "refused": _("Une voix est défavorable"),
}
