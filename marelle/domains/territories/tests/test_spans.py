"""What lists say on their days becomes spans that follow each other, in whatever order the lists are read."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.territories.rules.spans import Span, Spans, told

FIRST, SECOND, THIRD = date(2015, 9, 1), date(2022, 9, 1), date(2025, 9, 1)
HEAD, OTHER = "0130001A", "0130002B"
STATUSES = st.sampled_from(["REP", "REP+"])
HEADS = st.sampled_from(["", HEAD, OTHER])
DAYS = st.integers(2015, 2030).map(lambda year: date(year, 9, 1))
SAID = st.dictionaries(DAYS, st.tuples(STATUSES, HEADS), max_size=6)


def all_told(said: dict[date, tuple[str, str]], order: list[date]) -> Spans:
    spans: Spans = ()
    for day in order:
        spans = told(spans, day, *said[day])
    return spans


@given(SAID, st.randoms(use_true_random=False))
def test_the_newest_list_holds_whatever_the_order_in_which_lists_are_read(said, random) -> None:
    order = list(said)
    random.shuffle(order)
    spans, expected = all_told(said, order), all_told(said, sorted(said))
    assert [(span.status, span.end, span.seen) for span in spans[-1:]] == [
        (span.status, span.end, span.seen) for span in expected[-1:]
    ]
    assert not said or said[max(said)][0] == spans[-1].status


@given(SAID)
def test_read_in_order_each_list_holds_until_one_says_otherwise(said) -> None:
    spans = all_told(said, sorted(said))
    for day, (status, head) in said.items():
        here = next(span for span in spans if span.covers(day))
        assert here.status == status
        assert head in ("", here.head)


@given(SAID, DAYS, st.sampled_from(["", "REP", "REP+"]), HEADS)
def test_spans_never_overlap_and_a_list_told_twice_says_no_more(said, day, status, head) -> None:
    spans = told(all_told(said, sorted(said)), day, status, head)
    assert told(spans, day, status, head) == spans
    assert all(one.end is not None and one.end <= two.start for one, two in pairwise(spans))
    assert all(span.start <= span.seen and (span.end is None or span.seen < span.end) for span in spans)
    here = [span for span in spans if span.covers(day)]
    if status:
        assert [span.status for span in here] == [status]
        assert not head or here[0].head == head


def test_a_status_that_changes_closes_the_one_before() -> None:
    spans = told(told((), FIRST, "REP", HEAD), SECOND, "REP+", OTHER)
    assert spans == (Span(FIRST, SECOND, "REP", HEAD, FIRST), Span(SECOND, None, "REP+", OTHER, SECOND))


def test_a_head_that_is_learnt_is_not_lent_to_the_past() -> None:
    spans = told(told((), FIRST, "REP"), SECOND, "REP", HEAD)
    assert spans == (Span(FIRST, SECOND, "REP", "", FIRST), Span(SECOND, None, "REP", HEAD, SECOND))
    assert told(spans, THIRD, "REP")[1] == Span(SECOND, None, "REP", HEAD, THIRD)


def test_an_older_list_completes_the_past_and_leaves_the_present() -> None:
    spans = told(told((), SECOND, "REP+", HEAD), FIRST, "REP", HEAD)
    assert spans == (Span(FIRST, SECOND, "REP", HEAD, FIRST), Span(SECOND, None, "REP+", HEAD, SECOND))
    assert told(told((), SECOND, "REP", HEAD), FIRST, "REP", HEAD) == (Span(FIRST, None, "REP", HEAD, SECOND),)


def test_what_a_newer_list_saw_goes_on_from_its_day() -> None:
    spans = told(told((), FIRST, "REP", HEAD), THIRD, "REP", HEAD)
    between = told(spans, SECOND, "REP+", HEAD)
    assert between == (
        Span(FIRST, SECOND, "REP", HEAD, FIRST),
        Span(SECOND, THIRD, "REP+", HEAD, SECOND),
        Span(THIRD, None, "REP", HEAD, THIRD),
    )
    assert told(spans, SECOND, "") == (between[0], between[2])


def test_leaving_closes_and_coming_back_on_that_day_takes_it_up() -> None:
    left = told(told((), FIRST, "REP", HEAD), SECOND, "")
    assert left == (Span(FIRST, SECOND, "REP", HEAD, FIRST),)
    assert told(left, SECOND, "REP", HEAD) == (Span(FIRST, None, "REP", HEAD, SECOND),)
    assert told(left, THIRD, "") == left


def test_a_list_of_the_same_day_corrects_but_does_not_end() -> None:
    spans = told((), SECOND, "REP", HEAD)
    assert told(spans, SECOND, "") == spans
    assert told(spans, SECOND, "REP+", OTHER) == (Span(SECOND, None, "REP+", OTHER, SECOND),)
    assert told(spans, SECOND, "REP") == spans
