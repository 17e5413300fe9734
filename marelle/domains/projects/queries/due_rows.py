"""The rows behind what is still to be done: every table that holds some, read in one query.

Each table gives its name and one JSON of the few columns that are said; `record_of` makes of them a record of its
model, whose other columns are read when somebody asks for them, as after `only`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, TypeVar

from django.db.models import Case, Count, DateField, F, JSONField, Model, Q, QuerySet, TextField, Value, When, Window
from django.db.models.functions import Coalesce, JSONObject, RowNumber

from marelle.domains.accounts.models import Organisation, Person
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers.models import Voice

from ..models import (
    Action,
    FinalisingExtension,
    Meeting,
    ProjectFile,
    ProjectTask,
    Reservation,
    SteeringDecision,
    StepBack,
    YearlyReview,
)
from ..rules.dues import ANSWER_WITHIN

Row = Mapping[str, Any]
Projects = Collection[int] | QuerySet[Any]
M = TypeVar("M", bound=Model)
_PERSON: Final = ("id", "given_name", "family_name", "email", "is_active")
_TEXT: Final = ("file", "review", "decision")


@dataclass(frozen=True, slots=True)
class Which:
    """Whose rows are read: some projects, until a day; with their actions, or without. `projects`: their numbers, or,
    for the thousands of a country, the question that finds them.

    `most`: of what a whole cité hears of, at most so many of each day, beside all that is of `person`. `bodies`:
    organisations whose own actions are read too, wherever they are, all of them.
    """

    projects: Projects
    at: datetime
    today: date
    until: date
    actions: bool = True
    most: int | None = None
    bodies: Collection[int] = ()
    person: int | None = None

    @property
    def midnight(self) -> datetime:
        """When `until` begins."""
        return datetime.combine(self.until, time.min, PARIS)


def rows_of(which: Which) -> dict[str, list[Row]]:
    """The rows of each table by its name, in no order. Price: one query."""
    told = [
        rows.order_by().values_list(Value(name, TextField()), JSONObject(**_named(columns)))
        for name, rows, columns in _tables(which)
    ]
    found: dict[str, list[Row]] = {}
    for name, row in told[0].union(*told[1:], all=True):
        found.setdefault(name, []).append(row)
    return found


def record_of(model: type[M], row: Row, prefix: str = "") -> M:
    """A record of which only these columns were read: those of the row that begin with the prefix. Price: none."""
    told = {name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)}
    fields = [one for one in model._meta.concrete_fields if one.attname in told]
    return model.from_db(
        "default", [one.attname for one in fields], [one.to_python(told[one.attname]) for one in fields]
    )


def person_of(row: Row) -> Person:
    return record_of(Person, row, "owner__")


def operator_of(row: Row) -> Organisation | None:
    return record_of(Organisation, row, "operator__") if row["operator_id"] else None


def _named(columns: Collection[str]) -> dict[str, Any]:
    """Each column by its own name; « project_id=file__project » gives it another."""
    pairs = (one.split("=") if "=" in one else (one, one) for one in columns)
    return {name: F(path) for name, path in pairs}


def _person(path: str = "owner") -> list[str]:
    return [f"owner__{name}={path}__{name}" for name in _PERSON]


def _tables(which: Which) -> Iterator[tuple[str, QuerySet[Any], Collection[str]]]:
    here = which.projects
    meetings = Meeting.objects.filter(body__project__in=here, state="planned", starts_at__lt=which.midnight)
    yield "meeting", meetings, ("id", "starts_at", "place", "body_id", "name=body__name", "project_id=body__project")
    files = ProjectFile.objects.filter(project__in=here, project__state="finalising")
    # The rule of the voices is long: it is read where somebody speaks, or spoke.
    spoken = Case(When(submissions__gt=0, then="rule_data"), default=Value(None, JSONField()))
    columns = ("id", "project_id", "dossier_id", "rule_data=ruled", "state", "submitted", "submissions")
    yield "file", files.annotate(ruled=spoken), columns
    # A project that is final, or has lost its label, needs no time.
    extensions = FinalisingExtension.objects.filter(state="asked", file__project__state="finalising")
    yield "extension", extensions.filter(file__project__in=here), ("id", "project_id=file__project")
    tasks = ProjectTask.objects.filter(file__project__in=here, done_at=None, due_on__lt=which.until)
    yield "task", tasks, ("id", "what", "due_on", "project_id=file__project", *_person())
    yield "reservation", _reservations(which), _RESERVATION
    if which.actions:
        yield "action", _actions(which), _ACTION
    reviews = YearlyReview.objects.filter(project__in=here, state__in=("writing", "submitted"))
    text = ("id", "project_id", "dossier_id", "rule_data")
    yield "review", reviews, (*text, "year", "state", "submitted")
    decisions = SteeringDecision.objects.filter(project__in=here)
    yield "voting", decisions.filter(state="voting"), (*text, "number", "words", "due_on")
    yield "decision", _decisions(which), _DECISION
    yield "voice", _voices(here), _VOICE
    back = StepBack.objects.filter(_about(here))
    yield "back", back, ("project_id=file__project", "review_id", "decision_id", "person_id")


def _about(projects: Projects) -> Q:
    where = Q(pk__in=[])
    for name in _TEXT:
        where |= Q(**{f"{name}__project__in": projects})
    return where


_RESERVATION: Final = (
    *("id", "what", "due_on", "state", "seat", "file_id", "project_id", "rule_data"),
    *("review__id", "review__year", "decision__id", "decision__number"),
    *_person(),
)


def _reservations(which: Which) -> QuerySet[Reservation]:
    """The rule of its text is read only where the seat that asked for it is to judge the answer."""
    ruled = Coalesce(*(f"{name}__rule_data" for name in _TEXT), output_field=JSONField())
    stands = Q(state="answered") | Q(state="open", due_on__lt=which.until)
    return Reservation.objects.filter(_about(which.projects), stands).annotate(
        project_id=Coalesce(*(f"{name}__project" for name in _TEXT)),
        rule_data=Case(When(state="answered", then=ruled), default=Value(None, JSONField())),
    )


_ACTION: Final = (
    *("id", "number", "title", "state", "starts_on", "ends_on", "operator_name", "project_id", "on", "there"),
    *("operator_id", "operator__id", "operator__name"),
)


def awaiting(until: date, at: datetime) -> Q:
    """The actions that await something: a beginning, an end, an answer, a sheet that its operator is to complete."""
    return (
        Q(state="planned", starts_on__lt=until)
        | Q(state="running", ends_on__lt=until)
        | Q(state="proposed", sheet__saved_at__lt=at - ANSWER_WITHIN)
        | (Q(state="idea") & (Q(operator__isnull=False) | ~Q(operator_name="")))
    )


def _actions(which: Which) -> QuerySet[Action]:
    """`on`: the day for which it awaits something; `there`: how many do of that day, all that is late together."""
    whose = Q(project__in=which.projects) | Q(operator__in=which.bodies)
    day = Case(When(state="planned", then="starts_on"), When(state="running", then="ends_on"), output_field=DateField())
    rows = Action.objects.filter(whose, awaiting(which.until, which.at)).annotate(on=day)
    kept: QuerySet[Action] = _of_each_day(rows, which, Q(operator__in=which.bodies))
    return kept


_DECISION: Final = ("id", "project_id", "number", "words", "due_on", "on", "there", *_person())


def _decisions(which: Which) -> QuerySet[SteeringDecision]:
    rows = SteeringDecision.objects.filter(project__in=which.projects, state="open", due_on__lt=which.until)
    kept: QuerySet[SteeringDecision] = _of_each_day(rows.annotate(on=F("due_on")), which, Q(owner=which.person))
    return kept


def _of_each_day(rows: Any, which: Which, mine: Q) -> Any:
    """At most so many of each day `on`, and of all that is late together, the oldest first; and all of one's own.

    `there`: how many there are of that day.
    """
    if which.most is None:
        return rows.annotate(there=Value(0))
    late = Value(date.min, DateField())
    rows = rows.annotate(together=Case(When(on__lt=which.today, then=late), default="on"))
    place = Window(RowNumber(), partition_by="together", order_by=("on", "number", "pk"))
    there = Window(Count("pk"), partition_by="together")
    kept = Q(place__lte=which.most) | Q(together=None) | mine
    return rows.annotate(place=place, there=there).filter(kept)


_VOICE: Final = ("id", "dossier=version__dossier", "number=version__number", "seat", "opinion", "person_id")


def _voices(projects: Projects) -> QuerySet[Voice]:
    """On every text of these projects that awaits voices, or did before it was taken back."""
    reviews = YearlyReview.objects.filter(project__in=projects, state="submitted")
    decisions = SteeringDecision.objects.filter(project__in=projects, state="voting")
    files = ProjectFile.objects.filter(project__in=projects, project__state="finalising")
    where = Q()
    for texts in (reviews, decisions, files):
        where |= Q(version__dossier__in=texts.values("dossier"))
    return Voice.objects.filter(where)
