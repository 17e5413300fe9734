from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.accounts.rules.places import as_keys, as_perimeters
from marelle.domains.accounts.rules.rights import RIGHT_LASTS_AT_MOST, beyond, holds, outlasts
from marelle.kernel.access import NATIONAL, Grant, Perimeter, Viewer

PLACES = st.frozensets(
    st.builds(Perimeter, st.sampled_from(["site", "commune", "departement"]), st.text("0123456789AB:", max_size=5))
)
START = datetime(2019, 9, 5, tzinfo=UTC)
SOMME, VALMARELLE = Perimeter("departement", "80"), Perimeter("commune", "80998")


@given(PLACES)
def test_places_survive_the_database(places):
    assert as_perimeters(as_keys(places)) == places | {NATIONAL}


def test_a_right_holds_from_its_beginning_to_just_before_its_end():
    end = START + timedelta(days=1)
    instants = [START - timedelta(microseconds=1), START, end - timedelta(microseconds=1), end]
    assert [holds(START, end, at) for at in instants] == [False, True, True, False]


def test_three_years_and_not_a_second_more():
    assert not outlasts(START, START + RIGHT_LASTS_AT_MOST)
    assert outlasts(START, START + RIGHT_LASTS_AT_MOST + timedelta(seconds=1))


def test_one_gives_what_one_holds_there():
    by = Viewer(1, "P", (Grant("a", SOMME), Grant("b", VALMARELLE)))
    there = frozenset({VALMARELLE, SOMME, NATIONAL})
    assert beyond(by, ["a", "b"], there) == []
    assert beyond(by, ["a", "b", "c"], frozenset({SOMME, NATIONAL})) == ["b", "c"]
    assert beyond(Viewer.machine("demo"), ["a", "c"], frozenset()) == []
