"""What somebody is reminded of, file by file."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DRAFTS, OPINIONS, REVIEWS = "drafts", "opinions", "reviews"
REMINDERS: dict[str, str | Promise] = {
    DRAFTS: _("déposer la candidature"),
    OPINIONS: _("donner les avis attendus"),
    REVIEWS: _("envoyer les notes attendues"),
}
