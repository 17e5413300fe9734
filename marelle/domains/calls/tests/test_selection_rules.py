"""How a list is made, as data: what is read, what is refused, and where."""

import pytest

from marelle.domains.calls.rules.selection import SelectionRulesMakeNoSense, read_selection

from .terms import SELECTION

LARGE = {
    **SELECTION,
    "constraints": {
        "count": {"min": 10, "max": 80},
        "require_favourable": True,
        "floors": {"region": {"32": 10}, "size": {"small": 3}},
        "caps": {"academie": {"PARIS": 4}},
        "shares": {"overseas": {"yes": {"max": 0.35}}},
    },
    "sizes": [4000, 9000],
    "scale": {"by": "inhabitants", "steps": [{"from": 0, "cents": 100}, {"from": 5000, "cents": 200}]},
}


def test_everything_is_read():
    rules = read_selection(LARGE)
    assert (rules.least, rules.most, rules.require_favourable, len(rules.limits)) == (10, 80, True, 4)
    assert [rules.size_of(n) for n in (None, 0, 3999, 4000, 9000)] == [None, "small", "small", "medium", "large"]
    assert [rules.scale.amount(inhabitants=n, requested=9) for n in (None, 0, 4999, 5000)] == [None, 100, 100, 200]


def test_a_ceiling_bounds_what_is_asked():
    rules = read_selection({**SELECTION, "scale": {"by": "requested", "steps": [{"from": 0, "cents": 500}]}})
    assert [rules.scale.amount(inhabitants=1, requested=n) for n in (None, 499, 501)] == [None, 499, 500]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"method": "lottery"}, "method"),
        ({"ties": "age"}, "ties"),
        ({"seed": ""}, "seed"),
        ({"seed": 2019}, "seed"),
        ({"constraints": {"count": {"min": 5, "max": 4}}}, "count_max"),
        ({"constraints": {"count": {"max": -1}}}, "count_max"),
        ({"constraints": {"count": {"max": True}}}, "count_max"),
        ({"constraints": {"floors": {"colour": {"red": 1}}}}, "limits"),
        ({"constraints": {"floors": {"size": {"huge": 1}}}}, "limits"),
        ({"constraints": {"floors": {"region": {"32": 1.5}}}}, "limits"),
        ({"constraints": {"floors": {"region": {"32": 5}}, "caps": {"region": {"32": 4}}}}, "limits"),
        ({"constraints": {"shares": {"region": {"32": {"max": 1.5}}}}}, "limits"),
        ({"constraints": {"shares": {"region": {"32": {}}}}}, "limits"),
        ({"constraints": {"shares": {"region": {"32": {"max": "abc"}}}}}, "limits"),
        ({"constraints": {"shares": {"region": {"32": {"max": True}}}}}, "limits"),
        ({"constraints": "count"}, "constraints"),
        ({"constraints": {"count": 3}}, "count"),
        ({"constraints": {"caps": [1]}}, "caps"),
        ({"constraints": {"caps": {"region": "32"}}}, "region"),
        ({"method": ["optimal"]}, "method"),
        ({"scale": "flat"}, "scale"),
        ({"scale": {"by": ["flat"]}}, "scale_by"),
        ({"scale": {"by": "flat", "steps": 1.5}}, "scale_steps"),
        ({"scale": {"by": "flat", "steps": ["much"]}}, "scale_steps"),
        ({"scale": {"by": "flat", "steps": [{"from": 0, "cents": 10**18}]}}, "scale_steps"),
        ({"sizes": [5000, 5000]}, "sizes"),
        ({"scale": {}}, "scale_by"),
        ({"scale": {"by": "flat", "steps": []}}, "scale_steps"),
        ({"scale": {"by": "flat", "steps": [{"from": 0, "cents": 0}]}}, "scale_steps"),
        ({"scale": {"by": "flat", "steps": [{"from": 0, "cents": 1}, {"from": 1, "cents": 2}]}}, "scale_steps"),
        ({"scale": {"by": "inhabitants", "steps": [{"from": 5, "cents": 1}]}}, "scale_steps"),
        ({"scale": {"by": "inhabitants", "steps": [{"from": 0, "cents": 1}, {"from": 0, "cents": 2}]}}, "scale_steps"),
    ],
)
def test_what_nobody_could_apply_is_refused_at_its_field(change, field):
    with pytest.raises(SelectionRulesMakeNoSense) as caught:
        read_selection({**SELECTION, **change})
    assert caught.value.field == field
    assert str(caught.value)
