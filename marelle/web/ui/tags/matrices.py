"""The week as a matrix: who is reached, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template

from marelle.web.ui.checks import not_empty
from marelle.web.ui.matrices import IN_LEGEND, Head, Line

register = template.Library()


@register.inclusion_tag("ui/week_matrix.html")
def week_matrix(
    lines: Iterable[Line], heads: Sequence[Head], caption: str, corner: str, legend: Iterable[Sequence[Any]] = ()
) -> dict[str, Any]:
    """`{% week_matrix lines heads caption=_("…") corner=_("Temps") legend=legend %}`: moments by ages, in squares.

    lines: `matrices.Line`, each with as many `Square` as there are heads. heads: `matrices.Head`. corner: what the
    first column holds. legend: `(tone, words)` for each sign used. A hole is a dashed outline and a word, what is
    unknown is hatched and a word, a moment has a chalk, a pattern and a letter: nothing rests on a colour alone. What
    is reached fills its square, full for sure and pale at most. A square with a url is a link, reached by the Tab key.
    What stands under 44 rem of width is the page’s affair.
    """
    not_empty("week_matrix", caption=caption, corner=corner)
    lines, legend = list(lines), list(legend)
    for line in lines:
        if len(line.squares) != len(heads):
            raise template.TemplateSyntaxError(f"{{% week_matrix %}}: {line.label} has {len(line.squares)} squares")
    if any(tone not in IN_LEGEND for tone, _words in legend):
        raise template.TemplateSyntaxError("{% week_matrix %}: a legend names known tones")
    return {"lines": lines, "heads": heads, "caption": caption, "corner": corner, "legend": legend}


@register.inclusion_tag("ui/band_mark.html")
def band_mark(letter: str, mark: int) -> dict[str, Any]:
    """`{% band_mark "W" 6 %}`: the mark of a moment of the week: its letter on its chalk and its pattern. For eyes
    only: the words stand beside it.

    letter: one capital. mark: 1 to 10; 0 is without a chalk.
    """
    if not 0 <= int(mark) <= 10:
        raise template.TemplateSyntaxError(f"{{% band_mark %}}: no mark {mark!r}")
    return {"letter": letter, "mark": mark}
