"""The closed lists of accounts: kinds of organisation, kinds of perimeter. A right has no state but its two dates."""

from django.utils.translation import gettext_lazy as _

ORGANISATION_KINDS = (
    ("national", _("Administration nationale")),
    ("prefecture", _("Préfecture")),
    ("rectorat", _("Rectorat")),
    ("dsden", _("Direction des services départementaux de l’Éducation nationale")),
    ("lead_college", _("Collège chef de file")),
    ("school", _("École, collège ou lycée")),
    ("commune", _("Commune")),
    ("epci", _("Intercommunalité")),
    ("departement", _("Conseil départemental")),
    ("operator", _("Opérateur (association, centre social, service)")),
    ("caf", _("Caisse d’allocations familiales")),
    ("pre", _("Programme de réussite éducative")),
    ("mission_locale", _("Mission locale")),
    ("partner", _("Autre partenaire")),
    ("evaluator", _("Évaluateur")),
    ("host", _("Hébergeur de la plateforme")),
    ("family", _("Famille")),
)

PERIMETER_KINDS = {
    "national": _("France entière"),
    "region": _("région"),
    "academie": _("académie"),
    "departement": _("département"),
    "commune": _("commune"),
    "site": _("cité éducative"),
    "organisation": _("organisation"),
}
