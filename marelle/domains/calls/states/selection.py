"""The words of the rules of a list: methods, ties, scales of amounts, what a limit may be about."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

METHODS: dict[str, str | Promise] = {
    "optimal": _("La liste de plus grand mérite total que l’enveloppe permet, prouvée par le calcul"),
    "rank": _("La liste par rang : du mieux noté au moins bien noté, tant que l’enveloppe le permet"),
}
TIES: dict[str, str | Promise] = {
    "merit_spend_draw": _(
        "le plus grand mérite total, puis la dépense la plus faible, "
        "puis un tirage reproductible dont la graine est publiée"
    ),
}
SCALES: dict[str, str | Promise] = {
    "flat": _("Le même montant pour chaque cité"),
    "inhabitants": _("Selon le nombre d’habitants des quartiers du site"),
    "requested": _("Le montant demandé, dans la limite d’un plafond"),
}
TAGS: dict[str, str | Promise] = {
    "region": _("Région"),
    "academie": _("Académie"),
    "size": _("Taille du site"),
    "overseas": _("Outre-mer"),
}
SIZES: dict[str, str | Promise] = {"small": _("petit"), "medium": _("moyen"), "large": _("grand")}
OVERSEAS: dict[str, str | Promise] = {"yes": _("outre-mer"), "no": _("hexagone et Corse")}
