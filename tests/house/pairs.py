"""What screens and programs have in common: each route that orders or tells something, with the operations that do so.

A route is left alone for a reason that is written, never because its operation is not there yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from marelle.web.calls.urls import urlpatterns as calls
from marelle.web.network.urls import urlpatterns as network
from marelle.web.projects.urls import urlpatterns as projects
from marelle.web.territories.urls import urlpatterns as territories

Pairs = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Wing:
    """The screens of one subject: their routes, and by route what a program orders and asks."""

    name: str
    routes: Mapping[str, Any]
    orders: Pairs
    keep_nothing: Mapping[str, str] = field(default_factory=dict)
    questions: Pairs | None = None
    tell_nothing: Mapping[str, str] = field(default_factory=dict)


def there(told: Mapping[str, Any], routes: Iterable[Any]) -> dict[str, Any]:
    """Those of routes that are there."""
    names = {route.name for route in routes}
    return {name: one for name, one in told.items() if name in names}


CALL_ORDERS = {
    "application_start": ("start_application",),
    "application_section": ("save_answers", "join_document", "settle_aside"),
    "application_autosave": ("save_answers",),
    "application_newer_form": ("pass_to_newest_form",),
    "application_eligibility": ("ask_derogation",),
    "derogation": ("answer_derogation",),
    "application_file": ("application_filing",),
    "application_correct": ("ask_correction", "end_correction"),
    "forms": ("begin_form",),
    "form_editor": ("change_form", "publish_form", "drop_form"),
    "form_question": ("change_form",),
    "application_opinions": ("speak",),
    "application_decide": ("decide_application",),
    "application_exchange": ("write_to_the_other",),
    "application_readers": ("assign_by_hand", "take_back", "ask_further_reader"),
    "deputies": ("delegate",),
    "deputy_end": ("end_deputy",),
    "review": ("save_draft", "submit_review", "correct_review"),
    "review_links": ("state_interest",),
    "application_interest": ("lift_interest",),
    "call_new": ("prepare_call",),
    "call_bulk": ("remind", "assign_some", "draw_some"),
    "call_remind_drafts": ("remind",),
    "call_import": ("send_sheet",),
    "call_sheet": ("correct_sheet", "bring_sheet"),
    "past_label": ("past_label",),
    "call_open": ("call_opening",),
    "call_close": ("call_closing",),
    "call_announce": ("call_announcement",),
    "call_jury": ("name_reviewer", "release_reviewer"),
    "call_draw": ("draw_files",),
    "call_chase": ("chase",),
    "call_extend": ("call_extension",),
    "call_batches": ("plan_batch", "announce_batch", "drop_batch"),
    "call_duplicate": ("copy_call",),
    "call_trial": ("try_call", "invite_guest", "leave_guest"),
    "call_drop": ("drop_preparation",),
    "call_describe": ("prepare_description",),
    "call_calendar": ("prepare_calendar",),
    "call_candidates": ("prepare_eligibility",),
    "call_file": ("prepare_form",),
    "call_document_new": ("prepare_documents",),
    "call_document": ("prepare_documents",),
    "call_criteria": ("prepare_criteria",),
    "call_criterion_new": ("prepare_criteria",),
    "call_criterion": ("prepare_criteria",),
    "call_envelopes": ("prepare_envelope",),
    "call_list": ("prepare_selection",),
    "decision_replace": ("decision_replacement",),
    "application_outcome": ("list_appeal",),
    "application_withdraw": ("withdraw_application",),
    "call_list_home": ("list_compute",),
    "list_scenario": ("list_compute",),
    "list_run": ("list_replay",),
    "list_jury": ("list_freeze", "list_reopen", "list_drop"),
    "list_propose": ("list_propose",),
    "list_override": ("list_override",),
    "list_sign": ("list_sign",),
    "list_decide": ("list_decide",),
    "list_after": ("list_call_next", "list_withdraw"),
    "appeal": ("list_answer",),
}
CALLS = Wing(
    "calls",
    {route.name: route.callback for route in calls},
    CALL_ORDERS,
    keep_nothing={
        "form_version": "a published version is tried as it is answered; nothing is sent to it",
        "application_find": "it looks in a register for what is typed, by GET: it keeps nothing",
        "form_preview": "what is typed is judged and shown again, never kept: a program reads the definition",
    },
)

PROJECT_ORDERS = {
    "project_open": ("project_file",),
    "project_chapters": ("project_owner",),
    "project_chapter": ("project_answers", "project_settle_aside"),
    "project_autosave": ("project_answers",),
    "project_chapter_follow": (
        *("project_chapter_state", "project_comment", "project_comment_resolution"),
        *("project_task", "project_task_done"),
    ),
    "project_tasks": ("project_task", "project_task_done"),
    "project_versions": ("project_version",),
    "project_voices": (
        *("project_submission", "project_voice", "project_step_back"),
        *("project_reopening", "project_finalisation"),
    ),
    "project_reservations": ("project_reservation_answer", "project_reservation_judgement"),
    "project_extension": ("project_extension", "project_extension_grant", "project_extension_answer"),
    "project_owed": ("recall",),
    "week_calendar": ("make_calendar", "withdraw_calendar"),
    "action_open": ("open_action",),
    "action_open_own": ("open_action",),
    "action": ("action_move", "action_renewal", "action_offered"),
    "action_section": ("action_answers", "join_action_document", "settle_action_aside"),
    "action_autosave": ("action_answers",),
    "action_shared": ("action_copy",),
    "project_plan_grid": ("action_cells",),
    "project_plan_cells": ("action_cells",),
    "project_steering": ("project_meeting",),
    "project_bodies": ("project_body", "project_usual_bodies"),
    "project_body": ("project_change_body", "project_close_body"),
    "project_meeting": (
        *("project_point", "project_point_place", "project_join_paper", "project_minutes"),
        *("project_record_decision", "project_move_meeting", "project_cancel_meeting", "project_hold_meeting"),
    ),
    "project_decision": ("project_decision_voice", "project_decision_outcome", "project_decision_due"),
    "project_reviews": ("yearly_review_opening",),
    "project_review": ("yearly_review_submission",),
    "review_chapter": ("yearly_review_answers", "yearly_review_settle"),
    "review_autosave": ("yearly_review_answers",),
    "review_voices": ("yearly_review_voice", "yearly_review_reopening"),
}
PROJECT_QUESTIONS = {
    "projects": ("projects",),
    "projects_csv": ("projects",),
    "project": ("project", "project_countdown"),
    "project_chapters": ("project",),
    "project_chapter": ("project_chapter", "project_asides"),
    "project_find": ("project_entries",),
    "project_chapter_follow": ("project_comments", "project_tasks"),
    "project_tasks": ("project_tasks",),
    "project_versions": ("project",),
    "project_version": ("project_frozen_version",),
    "project_compare": ("project_version_changes",),
    "project_voices": ("project_voices",),
    "project_reservations": ("project",),
    "project_extension": ("project_extensions",),
    "actions_mine": ("own",),
    "action_open_own": ("where_to_propose",),
    "action_open": ("project",),
    "action_library": ("shared_actions",),
    "action_shared": ("shared_action",),
    "action": ("action",),
    "action_section": ("action", "sheet_form", "action_asides"),
    "action_find": ("action_entries",),
    "action_history": ("action_history",),
    "action_document": ("action_attachment",),
    "project_actions": ("actions",),
    "project_actions_file": ("actions",),
    "project_plan_grid": ("actions", "action"),
    "site_actions": ("site_actions",),
    "site_actions_calendar": ("site_actions",),
    "site_actions_csv": ("site_actions",),
    "site_actions_json": ("site_actions",),
    "plans": ("plans",),
    "plans_export": ("plans",),
    "project_plan": ("coverage", "plan_poverty", "plan_proposals", "plan_tried", "waiting"),
    "project_plan_table": ("coverage",),
    "project_plan_beside": ("plan_beside",),
    "project_plan_book": ("coverage",),
    "project_plan_slots": ("slots",),
    "project_plan_young": ("young",),
    "reviews": ("yearly_review_kinds", "yearly_review_figures"),
    "reviews_csv": ("yearly_review_figures",),
    "project_reviews": ("yearly_reviews",),
    "project_review": ("yearly_review",),
    "review_pdf": ("yearly_review", "yearly_review_seats"),
    "review_voices": ("yearly_review_seats",),
    "review_chapter": ("yearly_review", "yearly_review_form", "yearly_review_asides"),
    "steering": ("meetings_to_come", "decisions_to_follow"),
    "project_steering": ("project_meetings", "project_steering_decisions"),
    "project_bodies": ("project_bodies", "project_people"),
    "project_body": ("project_bodies", "project_people"),
    "project_meeting": ("project_one_meeting",),
    "project_paper": ("project_paper",),
    "project_decisions": ("project_steering_decisions",),
    "project_decisions_csv": ("project_steering_decisions",),
    "project_decision": ("project_steering_decision",),
    "project_roles": ("project_roles",),
    "project_handover": ("project_handover",),
    "project_handover_pdf": ("project_handover",),
    "project_file_paper": ("project_attachment",),
    "week": ("my_week",),
    "week_calendar": ("my_calendar",),
    "week_feed": ("my_calendar",),
    "project_owed": ("owed",),
    "project_pack": ("project", "coverage", "project_one_meeting", "project_steering_decisions"),
}
# Working tables and money come with operations of their own: each route is paired as soon as it is there.
TABLE_ORDERS = {
    "project_table": ("send_table",),
    "project_table_book": ("correct_table", "enter_table"),
    "project_entry": ("send_table",),
    "project_entry_book": ("correct_table", "enter_table"),
    "own_sheets_table": ("send_own_sheets",),
    "own_sheets_book": ("correct_own_sheets", "enter_own_sheets"),
    "action_money": (
        *("record_grant", "notify_grant", "pay_grant", "correct_grant"),
        *("take_back_grant", "take_back_payment"),
    ),
}
TABLE_QUESTIONS = {
    "project_table": ("project_tables",),
    "project_table_file": ("table_file",),
    "project_table_book": ("table_return",),
    "project_entry": ("project_tables",),
    "project_entry_file": ("table_file",),
    "project_entry_book": ("table_return",),
    "own_sheets_table": ("own_sheets_file",),
    "own_sheets_file": ("own_sheets_file",),
    "own_sheets_book": ("own_sheets_return",),
    "action_money": ("grants",),
}
LOOKS = "it looks in a register for what is typed, by GET: it shares a desk with orders, and keeps nothing"
SCRIPT = "what the script of a page sends; what it answers is made for that page"
PROJECTS = Wing(
    "projects",
    {route.name: route.callback for route in projects},
    PROJECT_ORDERS | there(TABLE_ORDERS, projects),
    keep_nothing={
        "project_find": LOOKS,
        "action_find": LOOKS,
    },
    questions=PROJECT_QUESTIONS | there(TABLE_QUESTIONS, projects),
    tell_nothing={
        "project_open": "a gesture: whoever asks for it is sent back to the project",
        "project_autosave": SCRIPT,
        "action_autosave": SCRIPT,
        "review_autosave": SCRIPT,
        "project_plan_cells": SCRIPT,
    },
)
NETWORK = Wing(
    "network",
    {route.name: route.callback for route in network},
    {
        "own_sheets": ("open_partner_sheet",),
        "own_sheet": ("partner_answers", "confirm_partner_sheet", "settle_partner_aside"),
        **there({"own_sheet_save": ("partner_answers",)} | TABLE_ORDERS, network),
    },
    questions={
        "directories": ("directories",),
        "own_sheets": ("partner_sheets",),
        "own_sheet": ("partner_sheet", "sheet_form", "partner_asides"),
        "directory": ("site_partners",),
        "directory_csv": ("site_partners",),
        "directory_pupil": ("site_directory",),
        **there(TABLE_QUESTIONS, network),
    },
    tell_nothing=there({"own_sheet_save": SCRIPT}, network),
)
GROUND = ("site_ground", "site_change", "site_rename", "site_split", "site_merge")
TO_COME = ("changes_to_come", "changes_to_come_csv", "site_change_kept", "site_change_call_off")
TERRITORIES = Wing(
    "territories",
    {route.name: route.callback for route in territories if route.name in (*GROUND, *TO_COME)},
    {
        "site_change": ("set_ground",),
        "site_rename": ("rename_site",),
        "site_split": ("split",),
        "site_merge": ("merge",),
        "site_change_call_off": ("call_off",),
    },
    questions={
        "site_ground": ("ground",),
        "site_change": ("ground_choices",),
        "site_rename": ("ground",),
        "site_split": ("ground_choices",),
        "site_merge": ("ground_choices",),
        "changes_to_come": ("all_changes",),
        "changes_to_come_csv": ("all_changes",),
        "site_change_kept": ("site_change", "site_changes"),
        "site_change_call_off": ("site_change",),
    },
)
WINGS = {wing.name: wing for wing in (CALLS, PROJECTS, NETWORK, TERRITORIES)}
