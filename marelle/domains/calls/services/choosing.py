"""The files on which a bulk order acts: read once, held until its end, none that its author does not see."""

from collections.abc import Iterable

from marelle.kernel.access import Viewer

from ..access.applications import visible_applications
from ..models import Application, Call
from ..rules.bulk import MOST_FILES, ChosenElsewhere, NothingChosen, TooManyChosen


def chosen(by: Viewer, call: Call, files: Iterable[int]) -> list[Application]:
    """The files of a call with these numbers, by site, locked. Refuses `NothingChosen`, `TooManyChosen`,
    `ChosenElsewhere`. Price: one query."""
    wanted = set(files)
    if not wanted:
        raise NothingChosen
    if len(wanted) > MOST_FILES:
        raise TooManyChosen(most=MOST_FILES)
    seen = visible_applications(by).filter(call=call, pk__in=wanted).values("pk")
    rows = Application.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=seen)
    held = list(rows.select_related("call", "site", "organisation", "dossier").order_by("site__plain", "pk"))
    if len(held) != len(wanted):
        raise ChosenElsewhere
    return held
