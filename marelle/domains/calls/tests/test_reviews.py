"""A review from the seat to the merit, refusal by refusal; blindness, disagreement, corrections, calibration."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from marelle.domains.accounts.models import Person
from marelle.domains.calls.models import Assignment, Criterion, Draw, Mark, Review, ReviewDraft
from marelle.domains.calls.queries import jury as jury_questions
from marelle.domains.calls.queries import reviews as queries
from marelle.domains.calls.rules.assigning import draw, read_bowl
from marelle.domains.calls.rules.reviews import (
    AlreadyAssigned,
    AlreadyChasedToday,
    AlreadyInJury,
    AlreadyMarked,
    AssignmentOver,
    CriterionUnknown,
    DrawOutdated,
    FilesInHand,
    MarkMissing,
    MarkOutsideScale,
    NobodyToChase,
    NoReaderLeft,
    NoSpread,
    NotAReviewer,
    NotForReview,
    NothingToDraw,
    ReasonMissing,
    ReviewAlreadySent,
    ReviewCorrected,
    ReviewNotSent,
    WhyMissing,
)
from marelle.domains.calls.services import (
    applications,
    chasing,
    interests,
    jury,
    open_call,
    prepare_call,
    reviewing,
    set_selection,
)
from marelle.domains.calls.services.reviewing import Said
from marelle.kernel import clock
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.access.context import enter
from marelle.kernel.dossiers import VersionSuperseded
from marelle.kernel.mail.models import OutgoingMail

from .conftest import CLOSING, a_site
from .jury import BY, WHY, a_juror, another_file, free, given, said, seated, sent
from .terms import SELECTION, with_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(now, machine):
    """An open call that asks for a further reader from two points of difference on."""
    days = {"opens_at": now - timedelta(days=30), "closes_at": CLOSING}
    facts = {"slug": "essai-2019", "title": "Cités éducatives 2019", "edition": 2019, "invented": True}
    made = with_terms(prepare_call(by=machine, at=now, **facts, **days))
    set_selection(by=machine, call=made, rules=SELECTION, spread_alert=Decimal(2))
    return open_call(by=machine, at=now, call=made)


@pytest.fixture
def ada(holding, organisation):
    return a_juror(holding, organisation, "ada")


@pytest.fixture
def carl(holding, organisation):
    return a_juror(holding, organisation, "carl")


@pytest.fixture
def dora(holding, organisation):
    return a_juror(holding, organisation, "dora")


def both(filed, ada, carl, *marks):
    """The file in two hands, both free; sent where a mark is given."""
    shares = [free(viewer, given(filed, viewer)) for viewer in (ada, carl)]
    for viewer, share, mark in zip((ada, carl), shares, marks, strict=False):
        sent(viewer, share, mark)
    return shares


def correct(by, share, corrects, mark="4", **rest):
    facts = {"version": 1, "said": said(mark), "why": "J’avais mal lu le budget.", **rest}
    return reviewing.correct_review(by=by, at=clock.now(), assignment=share, corrects=corrects.pk, **facts)


def test_a_seat_needs_the_right_and_is_given_once(call, ada, leader, holding):
    seated(call, ada)
    with pytest.raises(AlreadyInJury):
        seated(call, ada)
    with pytest.raises(NotAReviewer):
        seated(call, leader)
    with pytest.raises(Forbidden):
        jury.name_reviewer(by=leader, at=clock.now(), call=call, person=Person.objects.get(pk=ada.person_id))


def test_a_reviewer_leaves_once_their_files_are_given_back(filed, ada):
    share = given(filed, ada)
    with pytest.raises(FilesInHand):
        jury.release_reviewer(by=BY, at=clock.now(), reviewer=share.reviewer)
    with pytest.raises(WhyMissing):
        jury.take_back(by=BY, at=clock.now(), assignment=share, why="")
    jury.take_back(by=BY, at=clock.now(), assignment=share, why="Absente en juillet.")
    with pytest.raises(AssignmentOver):
        jury.take_back(by=BY, at=clock.now(), assignment=share, why="Encore.")
    jury.release_reviewer(by=BY, at=clock.now(), reviewer=share.reviewer)
    assert jury_questions.jury_of(filed.call) == []
    seated(filed.call, ada)
    assert [juror.files for juror in jury_questions.jury_of(filed.call)] == [0]


def test_a_distribution_is_drawn_as_shown_and_replayed(filed, ada, carl, dora, machine, next_city, organisation):
    town = organisation("Ville de Clairebise", home=next_city)
    other = another_file(machine, filed, a_site(next_city, "Clairebise"), town)
    for viewer in (ada, carl, dora):
        seated(filed.call, viewer)
    shown = jury_questions.preview_draw(filed.call, clock.now())
    made = jury.draw_files(by=BY, at=clock.now(), call=filed.call, seed=shown.seed)
    assert Assignment.objects.filter(draw=made, how="drawn").count() == 4
    assert {a.application_id for a in Assignment.objects.all()} == {filed.pk, other.pk}
    replayed = draw(read_bowl(Draw.objects.get().drawn_from))
    assert [list(pair) for pair in replayed.pairs] == made.drawn
    assert replayed.seed == made.seed
    with connection.cursor() as cursor:
        enter(Viewer.visitor(), duty="postman")
        cursor.execute("SELECT count(*) FROM kernel_outgoing_mail WHERE key LIKE 'calls.assignment:%'")
        assert cursor.fetchone()[0] == len({a.reviewer_id for a in Assignment.objects.all()})


def test_a_preview_that_has_aged_is_refused(filed, ada, carl, dora):
    for viewer in (ada, carl):
        seated(filed.call, viewer)
    shown = jury_questions.preview_draw(filed.call, clock.now())
    seated(filed.call, dora)
    with pytest.raises(DrawOutdated):
        jury.draw_files(by=BY, at=clock.now(), call=filed.call, seed=shown.seed)


def test_nothing_is_drawn_twice(filed, ada, carl):
    both(filed, ada, carl)
    shown = jury_questions.preview_draw(filed.call, clock.now())
    with pytest.raises(NothingToDraw):
        jury.draw_files(by=BY, at=clock.now(), call=filed.call, seed=shown.seed)
    with pytest.raises(AlreadyAssigned):
        given(filed, ada)


def test_the_draw_keeps_apart_who_is_linked(filed, ada, carl, holding, town):
    tied = holding("jury_reviewer", name="bureau", body=town)
    for viewer in (ada, carl, tied):
        seated(filed.call, viewer)
    shown = jury_questions.preview_draw(filed.call, clock.now())
    assert {seat.person_id for seat in shown.readers_of(filed.pk)} == {ada.person_id, carl.person_id}
    ((seat, why),) = shown.away(filed.pk)
    assert seat.person_id == tied.person_id
    assert "Ville de Valmarelle" in why


def test_only_a_sent_file_is_reviewed(draft, ada):
    seat = seated(draft.call, ada)
    with pytest.raises(NotForReview):
        jury.assign_by_hand(by=BY, at=clock.now(), application=draft, reviewer=seat)


def test_marks_are_complete_on_the_scale_and_explained(filed, ada):
    share = free(ada, given(filed, ada))
    wrong = [
        ({}, MarkMissing),
        ({"diagnosis": Said("", WHY)}, MarkMissing),
        ({"diagnosis": Said("6", WHY)}, MarkOutsideScale),
        ({"diagnosis": Said("2.5", WHY)}, MarkOutsideScale),
        ({"diagnosis": Said("-1", WHY)}, MarkOutsideScale),
        ({"diagnosis": Said("beaucoup", WHY)}, MarkOutsideScale),
        ({"diagnosis": Said("3", " \r\n ")}, ReasonMissing),
        ({"diagnosis": Said("3", WHY), "colour": Said("3", WHY)}, CriterionUnknown),
    ]
    for typed, refusal in wrong:
        with pytest.raises(refusal):
            sent(ada, share, said=typed)
    assert not Review.objects.exists()


def test_all_that_lacks_is_said_at_once(filed, ada):
    """Four criteria left empty took four sendings to be told of."""
    share = free(ada, given(filed, ada))
    first = share.call.criteria.get()
    others = [Criterion(**{**facts_of(first), "code": code, "title": code}) for code in ("steering", "means")]
    with pytest.raises(MarkMissing) as caught:
        reviewing._checked([first, *others], {"steering": Said("3", " ")})
    assert [one.field for one in (caught.value, *caught.value.others)] == [
        "mark_diagnosis",
        "reason_steering",
        "mark_means",
    ]


def facts_of(criterion):
    return {name: getattr(criterion, name) for name in ("mark_min", "mark_max", "mark_step", "weight")}


def test_the_database_itself_refuses_a_mark_outside_its_scale(filed, ada):
    review = sent(ada, free(ada, given(filed, ada)))
    mark = review.marks.get()
    for value in ("5.5", "6", "-1"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Mark.objects.create(
                review=review, call=filed.call, criterion=mark.criterion, value=Decimal(value), reason="x"
            )
    for change in ({"value": 5}, {"reason": "Autre"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Mark.objects.filter(pk=mark.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.all().delete()


def test_the_database_itself_wants_every_criterion_and_a_free_reader(filed, ada, carl):
    share = free(ada, given(filed, ada))
    version = filed.dossier.versions.get()
    facts = {"call": filed.call, "application": filed, "version": version, "submitted_at": clock.now()}
    with pytest.raises(DatabaseError, match="each criterion"), transaction.atomic():
        Review.objects.create(reviewer=share.reviewer, **facts)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    seat = seated(filed.call, carl)
    with pytest.raises(DatabaseError, match="may not mark"), transaction.atomic():
        Review.objects.create(reviewer=seat, **facts)


def test_nobody_sends_in_the_place_of_another(filed, ada, carl, leader):
    share = free(ada, given(filed, ada))
    for other in (carl, leader, BY, Viewer.visitor()):
        with pytest.raises(AssignmentOver):
            sent(other, share)


def test_a_review_is_of_the_version_that_was_read(filed, ada):
    share = free(ada, given(filed, ada))
    for version in (0, 2):
        with pytest.raises(VersionSuperseded):
            sent(ada, share, version=version)


def test_saved_is_not_sent(filed, ada):
    share = free(ada, given(filed, ada))
    typed = {"diagnosis": Said("9", ""), "unknown": Said("1", "x")}
    reviewing.save_review_draft(by=ada, at=clock.now(), assignment=share, said=typed, comment="À revoir")
    kept = ReviewDraft.objects.get()
    assert (kept.marks, kept.comment) == ({"diagnosis": {"mark": "9", "reason": ""}}, "À revoir")
    assert not Review.objects.exists()
    sent(ada, share)
    assert not ReviewDraft.objects.exists()
    with pytest.raises(ReviewAlreadySent):
        reviewing.save_review_draft(by=ada, at=clock.now(), assignment=share, said=typed)


def test_a_review_is_sent_once_and_then_corrected_by_another_row(filed, ada):
    share = free(ada, given(filed, ada))
    with pytest.raises(ReviewNotSent):
        reviewing.correct_review(by=ada, at=clock.now(), assignment=share, version=1, said=said(), why="x", corrects=1)
    first = sent(ada, share)
    with pytest.raises(ReviewAlreadySent):
        sent(ada, share)
    with pytest.raises(WhyMissing):
        correct(ada, share, first, why=" ")
    second = correct(ada, share, first)
    assert (second.supersedes_id, second.after_comparison) == (first.pk, False)
    with pytest.raises(ReviewCorrected):
        correct(ada, share, first)
    assert first.marks.get().value == 3
    assert queries.own_review(ada, filed) == second


def test_marks_are_sealed_until_all_are_in(filed, ada, carl):
    shares = both(filed, ada, carl, "2")
    assert queries.compared(filed) is None
    assert queries.merits_of(filed.call) == {}
    (row,) = queries.board(filed.call)
    assert (row.readers, row.sent, row.opened, row.alerts) == (2, 1, False, ())
    assert [(one.stage.code, one.comparable) for one in queries.desk(ada)] == [("sent", False)]
    assert queries.calibration(filed.call) == []
    sent(carl, shares[1], "5")
    seen = queries.compared(filed)
    assert [review.reviewer.person_id for review in seen.reviews] == [ada.person_id, carl.person_id]
    assert queries.merits_of(filed.call)[filed.pk].marks == {"diagnosis": Decimal("3.5000")}
    assert [(one.stage.code, one.comparable) for one in queries.desk(ada)] == [("sent", True)]
    assert [(one.name, one.standing.off) for one in queries.calibration(filed.call)] == [
        ("Ada Essai", Decimal("-3.00")), ("Carl Essai", Decimal("3.00")),
    ]  # fmt: skip


def test_one_reader_of_two_opens_nothing(filed, ada):
    sent(ada, free(ada, given(filed, ada)))
    assert queries.compared(filed) is None


def test_a_correction_after_the_comparison_says_so(filed, ada, carl):
    shares = both(filed, ada, carl, "2", "5")
    first = queries.own_review(ada, filed)
    assert correct(ada, shares[0], first).after_comparison is True
    assert queries.merits_of(filed.call)[filed.pk].marks == {"diagnosis": Decimal("4.5000")}


def test_readers_who_disagree_call_for_a_third_who_reads_blind(filed, ada, carl, dora):
    both(filed, ada, carl, "2", "5")
    assert queries.board(filed.call)[0].alerts == ("diagnosis",)
    with pytest.raises(NoReaderLeft):
        jury.ask_further_reader(by=BY, at=clock.now(), application=filed)
    seated(filed.call, dora)
    made = jury.ask_further_reader(by=BY, at=clock.now(), application=filed)
    share = Assignment.objects.get(draw=made)
    assert (share.how, share.reviewer.person_id) == ("further", dora.person_id)
    assert queries.compared(filed) is None
    with pytest.raises(NoSpread):
        jury.ask_further_reader(by=BY, at=clock.now(), application=filed)
    sent(dora, free(dora, share), "5")
    assert queries.merits_of(filed.call)[filed.pk].marks == {"diagnosis": Decimal("4.0000")}


def test_readers_who_agree_call_for_nobody(filed, ada, carl, dora):
    both(filed, ada, carl, "3", "4")
    seated(filed.call, dora)
    with pytest.raises(NoSpread):
        jury.ask_further_reader(by=BY, at=clock.now(), application=filed)


def test_who_steps_back_after_sending_counts_no_more(filed, ada, carl, dora):
    shares = both(filed, ada, carl, "2", "5")
    state = {"by": ada, "at": clock.now(), "assignment": shares[0]}
    interests.state_interest(**state, has_interest=True, why="Je viens d’y être élue.")
    assert queries.compared(filed) is None
    assert Review.objects.count() == 2
    sent(dora, free(dora, given(filed, dora)), "4")
    assert queries.merits_of(filed.call)[filed.pk].marks == {"diagnosis": Decimal("4.5000")}


def test_what_was_marked_is_not_taken_back(filed, ada):
    share = free(ada, given(filed, ada))
    sent(ada, share)
    with pytest.raises(AlreadyMarked):
        jury.take_back(by=BY, at=clock.now(), assignment=share, why="Trop sévère.")


def test_a_withdrawn_file_is_not_marked(filed, ada, mayor):
    share = free(ada, given(filed, ada))
    applications.withdraw_application(by=mayor, application=filed, why="Nous renonçons.")
    with pytest.raises(NotForReview):
        sent(ada, share)


def test_questions_cost_the_same_whatever_the_number(filed, ada, carl, machine, next_city, organisation, counted):
    def price():
        with counted() as asked:
            queries.board(filed.call), queries.desk(ada), queries.calibration(filed.call)
            jury_questions.jury_of(filed.call), jury_questions.shares_of(filed.call)
            jury_questions.preview_draw(filed.call, clock.now())
        return len(asked)

    both(filed, ada, carl, "2", "5")
    one = price()
    for index in range(4):
        body = organisation(f"Ville {index}", home=next_city)
        other = another_file(machine, filed, a_site(next_city, f"Site {index}"), body)
        both(other, ada, carl, "3", "4")
    assert price() == one <= 50


def test_reviewers_are_reminded_once_a_day(filed, ada, carl):
    with pytest.raises(NobodyToChase):
        chasing.chase_reviews(by=BY, at=clock.now(), call=filed.call)
    both(filed, ada, carl, "3")
    made = chasing.chase_reviews(by=BY, at=clock.now(), call=filed.call)
    assert (made.people, made.files) == (1, 1)
    with pytest.raises(AlreadyChasedToday):
        chasing.chase_reviews(by=BY, at=clock.now(), call=filed.call)
    clock.set_to(clock.now() + timedelta(days=1))
    chasing.chase_reviews(by=BY, at=clock.now(), call=filed.call)
    enter(Viewer.visitor(), duty="postman")
    letters = OutgoingMail.objects.filter(key__startswith="calls.chase:")
    assert {letter.to for letter in letters} == {Person.objects.get(pk=carl.person_id).email}
    assert letters.count() == 2
