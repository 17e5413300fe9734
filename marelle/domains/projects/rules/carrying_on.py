"""The refusals of passing a project to those who carry it on. Pure."""

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused


class ActionsLeft(Refused):
    """Each action that goes on goes to one of those who carry on."""

    code = "projects.actions_left"
    sentence = _("Chaque action en cours va à une cité, une seule. Il reste à placer\u00a0: {codes}.")


class LabelsDiffer(Refused):
    """Projects that join run under labels of the same call."""

    code = "projects.labels_differ"
    sentence = _(
        "Ces projets ne viennent pas du même appel\u00a0: leurs crédits ne se réunissent pas. "
        "Attendez la fin du plus ancien."
    )
    status = 409
