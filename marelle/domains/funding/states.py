"""The kinds of the ledger. Nothing here changes state: what is posted stays, a mistake is reverted by a movement."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

APPROPRIATION, AUTHORISED, ALLOCATED = "appropriation", "authorised", "allocated"
OUTSIDE, GRANTED, PAID = "outside", "granted", "paid"
ACCOUNT_KINDS: dict[str, str | Promise] = {
    APPROPRIATION: _("Crédits de l’État"),
    AUTHORISED: _("Enveloppe d’une année"),
    ALLOCATED: _("Budget d’un projet pour une année"),
    OUTSIDE: _("Un autre financeur"),
    GRANTED: _("Subvention votée, à verser"),
    PAID: _("Subvention versée"),
}
# What a budget received of an envelope: what it still holds, what it promised to actions, what it paid.
HELD = (ALLOCATED, GRANTED, PAID)
LABEL = "label"  # the financer that is no row of the action sheet: the credits of the cité itself
LABEL_NAME = _("Crédits de la cité éducative")

AUTHORISE, ALLOCATE, REVERT, TRANSFER = "authorise", "allocate", "revert", "transfer"
GRANT, PAY = "grant", "pay"
MOVEMENT_KINDS: dict[str, str | Promise] = {
    AUTHORISE: _("Ouverture d’une enveloppe"),
    ALLOCATE: _("Affectation à un projet"),
    REVERT: _("Annulation d’un mouvement"),
    TRANSFER: _("Passage au budget d’une cité qui prend la suite"),
    GRANT: _("Subvention à une action"),
    PAY: _("Versement d’une subvention"),
}

ANNUAL, TOTAL, UNDATED = "annual", "total", "undated"
STATED_KINDS: dict[str, str | Promise] = {
    ANNUAL: _("Montant pour chaque année"),
    TOTAL: _("Montant pour toutes les années ensemble"),
    UNDATED: _("Montant annuel, sans les années"),
}
