"""The lives of sites, rule sets and imports, and the closed lists of words for schools and quarters."""

from django.utils.translation import gettext_lazy as _

from marelle.kernel.states import Move, State, StateTable

# A site exists, then it ends. Whether it is labelled is said elsewhere, by decisions.
SITE = StateTable(
    name="site",
    states=(State("open", _("Ouverte"), tone="here"), State("closed", _("Fermée"), tone="done")),
    moves=(Move("open", "closed", "close_site"),),
)

RULE_SET = StateTable(
    name="rule_set",
    states=(
        State("draft", _("Brouillon"), tone="neutral"),
        State("published", _("Publiée"), tone="done"),
        State("withdrawn", _("Remplacée"), tone="neutral"),
    ),
    moves=(Move("draft", "published", "publish_rule_set"), Move("published", "withdrawn", "publish_rule_set")),
)

# A file brought by an officer. What is ordered runs in the worker; a file that could not be read ends refused.
IMPORT_JOB = StateTable(
    name="import_job",
    states=(
        State("draft", _("À vérifier"), tone="here"),
        State("waiting", _("En cours"), tone="late"),
        State("done", _("Importé"), tone="done"),
        State("refused", _("Refusé"), tone="refused"),
        State("dropped", _("Abandonné"), tone="neutral"),
    ),
    moves=(
        Move("draft", "waiting", "order_import"),
        Move("draft", "dropped", "drop_import"),
        Move("waiting", "done", "carry_out_import"),
        Move("waiting", "refused", "carry_out_import"),
    ),
)

SCHOOL_KINDS = {
    "maternelle": _("École maternelle"),
    "elementaire": _("École élémentaire"),
    "primaire": _("École primaire"),
    "ecole": _("École"),  # where the list does not say which
    "college": _("Collège"),
    "lycee_gt": _("Lycée général et technologique"),
    "lycee_pro": _("Lycée professionnel"),
    "lycee_poly": _("Lycée polyvalent"),
    "lycee": _("Lycée"),
    "erea": _("EREA"),
    "other": _("Autre établissement"),
}
# Kinds that are compared with each other: an école, whichever it is, stands among the écoles.
SCHOOL_FAMILIES = {
    "ecole": ("maternelle", "elementaire", "primaire", "ecole"),
    "college": ("college",),
    "lycee": ("lycee_gt", "lycee_pro", "lycee_poly", "lycee"),
}
SECTORS = {"public": _("Public"), "contract": _("Privé sous contrat"), "private": _("Privé hors contrat")}
NETWORKS = {"REP": "REP", "REP+": "REP+"}
ZONES = ("A", "B", "C")  # of the school calendar; Corsica and overseas have calendars of their own
# What becomes of a site that ends while its label runs.
LINEAGES = {"split": _("Scission"), "merge": _("Réunion")}
# How we know what became of a quarter of 2015.
PASSAGE_BASES = {
    "source": _("Dit par une source"),
    "outline": _("Déduit des contours"),
    "name": _("Déduit du nom, dans la même commune"),
}
