import pytest

from marelle.domains.accounts.rules.catalogue import CatalogueFault, read_catalogue
from marelle.domains.accounts.states import PERIMETER_KINDS
from marelle.kernel.access import DataClass

CHILDREN = {DataClass.C3, DataClass.C4, DataClass.C5, DataClass.C6, DataClass.C7}
GIVES_ACCESS = {"accounts.invite", "accounts.appoint"}


def role(code):
    return next(entry for entry in read_catalogue().roles if entry.code == code)


def test_the_file_reads_and_every_role_of_the_field_is_there():
    codes = {entry.code for entry in read_catalogue().roles}
    assert codes >= {
        "public", "young", "guardian", "facilitator", "replacement", "operator_manager", "school_contact",
        "pre_referent", "town_desk", "national_officer", "jury_reviewer", "project_leader", "prefect",
        "prefect_delegate", "rector", "academic_director", "mayor", "lead_principal", "payer", "evaluator", "dpo",
        "platform_admin",
    }  # fmt: skip


def test_every_permission_is_held_by_somebody_but_the_programs_own():
    held = {code for entry in read_catalogue().roles for code in entry.permissions}
    assert read_catalogue().codes() - held == {"accounts.register_person"}


@pytest.mark.parametrize("entry", read_catalogue().roles, ids=lambda entry: entry.code)
def test_each_role_is_said_in_french_and_held_somewhere(entry):
    assert entry.label and entry.description.endswith(".")
    assert set(entry.perimeters) <= set(PERIMETER_KINDS)
    assert "audit.read_own" in entry.permissions or entry.code == "public"


def test_duties_are_apart():
    """Who gives an opinion neither decides nor files; who opens accesses reads no file; nobody gives both opinions."""
    opinions = {"calls.give_opinion_prefect", "calls.give_opinion_rector"}
    for entry in read_catalogue().roles:
        held = set(entry.permissions)
        assert len(held & opinions) <= 1
        if held & opinions:
            assert not held & {"calls.record_decision", "calls.file_application", "calls.write_application"}
        if "calls.record_decision" in held:
            assert "calls.file_application" not in held
    assert not set(role("platform_admin").permissions) & {"calls.read_application", "audit.read", "funding.read"}
    assert not set(role("facilitator").permissions) & {"calls.read_application", "funding.read"} | GIVES_ACCESS & set(
        role("guardian").permissions
    )


def test_no_role_of_steering_opens_data_about_children():
    classes = {entry.code: entry.opens for entry in read_catalogue().permissions}
    for code in ("prefect", "rector", "mayor", "national_officer", "project_leader", "evaluator", "platform_admin"):
        assert not {classes[permission] for permission in role(code).permissions} & CHILDREN


GOOD = '[permissions]\n"a.b" = {opens = "C0", label = "x"}\n[roles.r]\nlabel="R"\ndescription="D."\n'


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ('perimeters=["site"]\npermissions=["a.c"]', "unknown permissions"),
        ('perimeters=["moon"]\npermissions=["a.b"]', "unknown perimeters"),
        ('perimeters=[]\npermissions=["a.b"]', "nowhere"),
        ('perimeters=["site"]', "lacks or misnames 'permissions'"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(rest, words):
    with pytest.raises(CatalogueFault, match=words):
        read_catalogue(GOOD + rest)
