"""The closed lists of the review: how a file came to a reviewer, what is chased."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import State

DRAWN, FURTHER, HAND = "drawn", "further", "hand"
WAYS: dict[str, str | Promise] = {
    DRAWN: _("par tirage"),
    FURTHER: _("lecteur supplémentaire, par tirage"),
    HAND: _("à la main"),
}
OPINIONS_LATE, REVIEWS_LATE = "opinions", "reviews"
CHASES: dict[str, str | Promise] = {OPINIONS_LATE: _("avis attendus"), REVIEWS_LATE: _("notes attendues")}

# Where one file stands on a reviewer's desk.
DECLARE = State("declare", _("Liens à déclarer"), tone="here")
TO_MARK = State("to_mark", _("À noter"), tone="here")
DRAFTED = State("drafted", _("Notes enregistrées, pas envoyées"), tone="late")
SENT = State("sent", _("Notes envoyées"), tone="done")
