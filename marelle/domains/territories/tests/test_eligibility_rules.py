"""Answers stand on facts: never « yes » without a figure, never « no » where nobody knows."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.territories.rules.eligibility import (
    Answer,
    Cited,
    CommuneFacts,
    ContractFacts,
    Noted,
    QuarterFacts,
    RuleSetFault,
    SchoolFacts,
    Verdict,
    explain,
    read_rules,
)

INDICATORS = frozenset({"population", "poverty", "ips", "npnru", "qrr", "zsp"})
KINDS = frozenset({"college", "primaire", "lycee_gt"})
LISTED = Cited("liste", None, "", "2024", "ANCT")


def cited(value: int, label: str = "Les Aubiers") -> Cited:
    return Cited(label, Decimal(value), "habitants", "2024", "Insee")


def quarter(code: str, population: int | None = None, **figures: int) -> QuarterFacts:
    known = {name: cited(value, code) for name, value in figures.items()}
    if population is not None:
        known["population"] = cited(population, code)
    return QuarterFacts(code, code, LISTED, known)


def contract(population: int | None, *quarters: str) -> ContractFacts:
    return ContractFacts(
        "CN1", "Contrat", None if population is None else cited(population, "contrat"), frozenset(quarters)
    )


def commune(*quarters: QuarterFacts, **facts) -> CommuneFacts:
    whole = {
        "code": "80021",
        "name": "Amiens",
        "generation": 2024,
        "population": None,
        "quarters": quarters,
        "quarters_listed": LISTED,
        "contract": None,
        "schools": (),
        "schools_listed": None,
        "networks_listed": None,
    }
    return CommuneFacts(**whole | facts)


def ask(facts: CommuneFacts, **condition) -> Answer:
    said = {"id": "one", "label": "Une condition", **condition}
    rules = read_rules({"generation": 2024, "conditions": [said]}, INDICATORS, KINDS)
    return explain(rules, facts).answers[0]


def over(facts: CommuneFacts, number: int = 5000, *, together: bool = False) -> Answer:
    return ask(facts, kind="quarter_population", over=number, together=together)


POPULATIONS = [
    # quarters, contract, commune's population, together → verdict
    ([quarter("A", 5001)], None, None, False, Verdict.HOLDS),
    ([quarter("A", 5000)], None, None, False, Verdict.FAILS),
    ([quarter("A", 3000), quarter("B", 3000)], None, None, False, Verdict.FAILS),
    ([quarter("A", 3000), quarter("B", 3000)], None, None, True, Verdict.HOLDS),
    ([quarter("A", 2000), quarter("B", 3000)], None, None, True, Verdict.FAILS),
    ([quarter("A", 3000), quarter("B")], None, None, True, Verdict.UNKNOWN),
    ([quarter("A")], None, None, False, Verdict.UNKNOWN),
    ([quarter("A")], contract(4000, "A", "Z"), None, False, Verdict.FAILS),  # a bound under the threshold
    ([quarter("A")], contract(9000, "A", "Z"), None, False, Verdict.UNKNOWN),  # a bound never proves
    ([quarter("A")], contract(9000, "A"), None, False, Verdict.HOLDS),  # the only quarter of its contract
    ([quarter("A")], contract(4999, "A"), None, False, Verdict.FAILS),
    ([quarter("A"), quarter("B")], contract(9000, "A", "B"), None, False, Verdict.UNKNOWN),
    ([quarter("A"), quarter("B")], contract(9000, "A", "B"), None, True, Verdict.HOLDS),
    ([quarter("A")], None, 4200, False, Verdict.FAILS),  # smaller than its commune
    ([quarter("A")], contract(9000, "A", "Z"), 4200, False, Verdict.FAILS),
    ([quarter("A", 6000), quarter("B")], None, None, False, Verdict.HOLDS),
    ([quarter("A")], contract(None, "A"), None, False, Verdict.UNKNOWN),
    ([], None, 4000, False, Verdict.FAILS),
]


@pytest.mark.parametrize(("quarters", "held", "people", "together", "verdict"), POPULATIONS)
def test_how_many_people(quarters, held, people, together, verdict) -> None:
    population = None if people is None else cited(people, "Amiens")
    answer = over(commune(*quarters, contract=held, population=population), together=together)
    assert answer.verdict is verdict
    assert answer.because.endswith(".")


def test_no_list_is_not_no_quarter() -> None:
    assert over(commune(quarters_listed=None)).verdict is Verdict.UNKNOWN
    assert ask(commune(quarters_listed=None), kind="quarter_exists").verdict is Verdict.UNKNOWN
    assert ask(commune(), kind="quarter_exists").verdict is Verdict.FAILS
    assert ask(commune(quarter("A")), kind="quarter_exists").verdict is Verdict.HOLDS


def school(kind: str = "college", sector: str = "public", status: str = "") -> SchoolFacts:
    return SchoolFacts("0801194N", "Collège", kind, sector, LISTED, LISTED if status else None, status)


@pytest.mark.parametrize(
    ("schools", "schools_listed", "networks_listed", "condition", "verdict"),
    [
        ([school()], LISTED, None, {"kinds": ["college"]}, Verdict.HOLDS),
        ([school("primaire")], LISTED, None, {"kinds": ["college"]}, Verdict.FAILS),
        ([], None, None, {"kinds": ["college"]}, Verdict.UNKNOWN),
        ([school(sector="contract")], LISTED, None, {"kinds": ["college"], "sector": "public"}, Verdict.FAILS),
        ([school(status="REP")], LISTED, LISTED, {"networks": ["REP", "REP+"]}, Verdict.HOLDS),
        ([school(status="REP")], LISTED, LISTED, {"networks": ["REP+"]}, Verdict.FAILS),
        ([school()], LISTED, None, {"networks": ["REP"]}, Verdict.UNKNOWN),
        ([school()], LISTED, LISTED, {"networks": ["REP"]}, Verdict.FAILS),
    ],
)
def test_schools(schools, schools_listed, networks_listed, condition, verdict) -> None:
    facts = commune(schools=tuple(schools), schools_listed=schools_listed, networks_listed=networks_listed)
    assert ask(facts, kind="school_exists", **condition).verdict is verdict


@pytest.mark.parametrize(
    ("quarters", "verdict"),
    [
        ([quarter("A", npnru=1)], Verdict.HOLDS),
        ([quarter("A")], Verdict.UNKNOWN),
        ([quarter("A", npnru=0)], Verdict.UNKNOWN),  # nobody has said of the other programme
        ([quarter("A", npnru=0, qrr=0)], Verdict.FAILS),
        ([quarter("A", npnru=0, qrr=0), quarter("B")], Verdict.UNKNOWN),
    ],
)
def test_programmes_that_a_source_states(quarters, verdict) -> None:
    assert ask(commune(*quarters), kind="stated", indicators=["npnru", "qrr"]).verdict is verdict


@pytest.mark.parametrize(
    ("quarters", "verdict"),
    [
        ([quarter("A", poverty=44)], Verdict.HOLDS),
        ([quarter("A", poverty=30)], Verdict.FAILS),
        ([quarter("A", poverty=30), quarter("B")], Verdict.UNKNOWN),
        ([quarter("A")], Verdict.UNKNOWN),
    ],
)
def test_a_figure_over_a_threshold(quarters, verdict) -> None:
    answer = ask(commune(*quarters), kind="figure", indicator="poverty", over=40, place="quarter")
    assert answer.verdict is verdict


def test_people_judge_what_people_judge() -> None:
    facts = commune(figures={"ips": cited(80)})
    answer = ask(facts, kind="appreciation", shows=["ips"])
    assert (answer.verdict, len(answer.facts)) == (Verdict.JUDGED, 1)


@pytest.mark.parametrize(
    ("condition", "verdict", "shown"),
    [
        ({"kind": "school_exists", "kinds": ["college"]}, Verdict.HOLDS, 5),
        ({"kind": "school_exists", "networks": ["REP"]}, Verdict.HOLDS, 5),
        ({"kind": "figure", "indicator": "ips", "under": 500, "place": "school"}, Verdict.HOLDS, 5),
        ({"kind": "figure", "indicator": "ips", "over": 2000, "place": "school"}, Verdict.FAILS, 5),
        ({"kind": "appreciation", "shows": ["ips"]}, Verdict.JUDGED, 6),
    ],
)
def test_only_what_an_answer_shows_is_written_out(condition, verdict, shown: int) -> None:
    written = []

    def noted(value: int) -> Noted:
        return Noted(Decimal(value), lambda: written.append(value) or cited(value))

    schools = tuple(
        SchoolFacts(str(n), f"COLLEGE {n}", "college", "public", noted(n), noted(n), "REP", {"ips": noted(n)})
        for n in range(900)
    )
    answer = ask(commune(schools=schools, schools_listed=LISTED, networks_listed=LISTED), **condition)
    assert (answer.verdict, len(answer.facts), written) == (verdict, shown, list(range(shown)))


def test_schools_are_named_as_people_write_them() -> None:
    schools = (SchoolFacts("1", "COLLEGE JEAN MOULIN", "college", "public", LISTED),)
    facts = commune(schools=schools, schools_listed=LISTED)
    assert ask(facts, kind="school_exists", kinds=["college"]).because == "Collège Jean Moulin."


def test_the_whole_is_as_strong_as_its_weakest_needed_condition() -> None:
    said = [
        {"id": "a", "kind": "quarter_exists", "label": "a"},
        {"id": "b", "kind": "appreciation", "label": "b"},
        {"id": "c", "kind": "figure", "indicator": "poverty", "over": 1, "label": "c", "required": False},
    ]
    facts = commune(quarter("A"))

    def verdict(conditions, facts: CommuneFacts) -> Verdict:
        return explain(read_rules({"generation": 2024, "conditions": conditions}, INDICATORS, KINDS), facts).verdict

    assert verdict(said, facts) is Verdict.JUDGED
    assert verdict([said[0], said[2]], facts) is Verdict.HOLDS
    assert verdict([said[0], said[2] | {"required": True}], facts) is Verdict.UNKNOWN
    assert verdict(said, replace(facts, quarters=())) is Verdict.FAILS
    assert verdict([said[2]], facts) is Verdict.UNKNOWN  # nothing needed: nothing proven


numbers = st.one_of(st.none(), st.integers(0, 20_000))


@given(st.lists(numbers, max_size=4), numbers, numbers, st.booleans(), st.booleans(), st.integers(0, 12_000))
def test_an_answer_always_agrees_with_every_truth_that_its_facts_allow(
    populations, total, people, whole, together, threshold
) -> None:
    quarters = [quarter(f"Q{n}", value) for n, value in enumerate(populations)]
    known = sum(value for value in populations if value is not None)
    total = None if total is None else max(total, known)
    people = None if people is None else max(people, known, (total or 0) if whole else 0)  # facts agree with each other
    codes = [one.code for one in quarters] + ([] if whole else ["ELSEWHERE"])
    facts = commune(
        *quarters,
        contract=contract(total, *codes),
        population=None if people is None else cited(people),
    )
    answer = over(facts, threshold, together=together)
    truths = _possible(populations, total, people, whole)
    beyond = {_passes(truth, threshold, together) for truth in truths}
    if answer.verdict is Verdict.HOLDS:
        assert answer.facts
        assert False not in beyond
    elif answer.verdict is Verdict.FAILS:
        assert answer.facts
        assert True not in beyond
    else:
        assert answer.settles


def _passes(truth: list[int], threshold: int, together: bool) -> bool:
    return (sum(truth) if together else max(truth, default=0)) > threshold


def _possible(populations, total, people, whole) -> list[list[int]]:
    """The extremes that the facts allow: nobody in the unknown quarters, or all that may be in one of them."""
    known = sum(value for value in populations if value is not None)
    unknown = [place for place, value in enumerate(populations) if value is None]
    if not unknown:
        return [list(populations)]
    bounds = [bound - known for bound in (total, people) if bound is not None]
    most = min(bounds) if bounds else 10**6
    exact = whole and total is not None
    truths = []
    for rest in {total - known} if exact and total - known <= most else {0, most}:
        for place in unknown:
            truth = [value or 0 for value in populations]
            truth[place] = rest
            truths.append(truth)
    return truths


WRONG = [
    ({"generation": 2019, "conditions": [{}]}, "2015 ou 2024"),
    ({"generation": 2024}, "une condition"),
    ({"generation": 2024, "conditions": ["x"]}, "une sorte"),
    ({"generation": 2024, "conditions": [{"id": "É", "kind": "quarter_exists", "label": "x"}]}, "nom de condition"),
    ({"generation": 2024, "conditions": [{"id": "a", "kind": "magic", "label": "x"}]}, "n’existe pas"),
    ({"generation": 2024, "conditions": [{"id": "a", "kind": "quarter_exists", "label": " "}]}, "une phrase"),
    (
        {"generation": 2024, "conditions": [{"id": "a", "kind": "quarter_exists", "label": "x", "over": 3}]},
        "pas de sens",
    ),
    ({"generation": 2024, "conditions": [{"id": "a", "kind": "quarter_population", "label": "x"}]}, "habitants"),
    (
        {"generation": 2024, "conditions": [{"id": "a", "kind": "quarter_population", "label": "x", "over": "mille"}]},
        "un seuil",
    ),
    (
        {
            "generation": 2024,
            "conditions": [{"id": "a", "kind": "figure", "label": "x", "indicator": "soul", "over": 1}],
        },
        "n’existe pas",
    ),
    (
        {"generation": 2024, "conditions": [{"id": "a", "kind": "school_exists", "label": "x", "kinds": ["bar"]}]},
        "sorte",
    ),
    ({"generation": 2024, "conditions": [{"id": "a", "kind": "stated", "label": "x"}]}, "programmes"),
    ({"generation": 2024, "conditions": [{"id": "a", "kind": "quarter_exists", "label": "x"}] * 2}, "même nom"),
]


@pytest.mark.parametrize(("content", "words"), WRONG)
def test_rules_that_make_no_sense_say_where(content, words: str) -> None:
    with pytest.raises(RuleSetFault, match=words):
        read_rules(content, INDICATORS, KINDS)


def test_an_answer_without_a_fact_cannot_be_made() -> None:
    answer = ask(commune(quarter("A")), kind="quarter_exists")
    with pytest.raises(ValueError, match="fact"):
        replace(answer, facts=())
    with pytest.raises(ValueError, match="settle"):
        replace(answer, verdict=Verdict.UNKNOWN)
