"""Plans drawn by hypothesis, small enough for the oracle, with all that real ones lack, share and straddle."""

from datetime import date

from hypothesis import strategies as st

from marelle.engines.coverage import (
    ANY,
    Ages,
    Audience,
    Days,
    Grid,
    Part,
    Plan,
    Rhythm,
    Slot,
    Status,
    TimeBand,
    Young,
)

YEAR = Days(date(2026, 9, 1), date(2027, 9, 1))
LATE = Days(date(2027, 1, 1), date(2028, 1, 1))
GRID = Grid(
    quarters=("N", "S", "E"),
    days=YEAR,
    themes=("sport", "reading"),
    ages=(Ages(3, 6), Ages(6, 11), Ages(11, 18)),
    bands=(TimeBand("school", 36, 1440, schooling=True), TimeBand("wednesday", 36, 600), TimeBand("summer", 8, 3000)),
)
ON = date(2024, 1, 1)

maybe = st.one_of(st.none(), st.integers(0, 40))
ranges = st.sampled_from([Ages(3, 6), Ages(6, 11), Ages(7, 9), Ages(9, 13), Ages(3, 18), Ages(16, 25), Ages(0, 4)])
APART = (Ages(0, 3), Ages(3, 6), Ages(6, 11), Ages(11, 13), Ages(13, 18), Ages(18, 26))
bands = st.lists(st.sampled_from([*GRID.codes, ANY]), min_size=1, max_size=2, unique=True).map(tuple)
quarters = st.lists(st.sampled_from(["N", "S", "E", "elsewhere"]), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def slots(draw, name: str, action: str, said: dict) -> Slot:
    audience = draw(st.sampled_from(list(Audience)))
    where = () if audience is Audience.EVERYBODY else draw(quarters)
    parts: tuple[Part, ...] = ()
    seats, reach = draw(maybe), draw(maybe)
    if where and draw(st.booleans()):
        each = [n // len(where) if n is not None and draw(st.booleans()) else None for n in (seats, reach)]
        parts, where = tuple(Part(quarter, *each) for quarter in where), ()
    return Slot(
        name,
        action,
        draw(st.sampled_from(["O1", "O2"])),
        ages=said.get("ages") or tuple(draw(st.lists(ranges, min_size=1, max_size=2, unique=True))),
        bands=draw(bands),
        days=draw(st.sampled_from([YEAR, YEAR, YEAR, LATE])),
        quarters=where,
        parts=parts,
        audience=audience,
        themes=tuple(draw(st.lists(st.sampled_from(GRID.themes), max_size=2, unique=True))),
        sessions=draw(maybe),
        rhythm=draw(st.sampled_from(list(Rhythm))),
        weeks=draw(maybe),
        minutes=draw(st.sampled_from([None, 30, 60, 90])),
        seats=seats,
        reach=reach,
        action_reach=said["reach"],
        by_age=said.get("by_age", ()),
        status=draw(st.sampled_from([Status.PLANNED, Status.RUNNING, Status.RUNNING, Status.IDEA])),
    )


@st.composite
def actions(draw, name: str) -> tuple[Slot, ...]:
    said = {"reach": draw(maybe)}
    if draw(st.booleans()):
        ages = draw(st.lists(st.sampled_from(APART), min_size=1, max_size=3, unique=True))
        said |= {"ages": tuple(ages), "by_age": tuple(draw(maybe) for _age in ages)}
    return tuple(draw(slots(f"{name}.{number}", name, said)) for number in range(draw(st.integers(1, 3))))


@st.composite
def counts(draw) -> tuple[Young, ...]:
    """A source's own ages in each quarter: ours, coarser, or with a gap; some figures withheld."""
    found = []
    for quarter in GRID.quarters:
        edges = draw(st.sampled_from([(), (3, 6, 11, 18), (0, 3, 11, 18, 25), (2, 10, 15), (6, 11)]))
        for first, end in zip(edges, edges[1:], strict=False):
            found.append(Young(quarter, Ages(first, end), draw(maybe), "census", ON))
    return tuple(found)


@st.composite
def plans(draw, most: int = 4) -> Plan:
    some = [draw(actions(f"A{number}")) for number in range(draw(st.integers(0, most)))]
    return Plan(tuple(slot for action in some for slot in action), draw(counts()))
