"""How fresh a partner's sheet is: it has no state but its last « still true », and time."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import State

CONFIRMED: Final = State("confirmed", _("Confirmé"), tone="done")
OLD: Final = State("old", _("Non confirmé"), tone="late")
INCOMPLETE: Final = State("incomplete", _("Incomplet, pas encore dans l’annuaire"), tone="neutral")
