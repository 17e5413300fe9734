"""The life of a site as a place: it exists, then it ends. Whether it is labelled is said elsewhere, by decisions."""

from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import Move, State, StateTable

SITE = StateTable(
    name="site",
    states=(State("open", _("Ouverte"), tone="here"), State("closed", _("Fermée"), tone="done")),
    moves=(Move("open", "closed", "close_site"),),
)
