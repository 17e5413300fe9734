"""The public interface, version 1."""

from django.urls import URLPattern, URLResolver, path

from marelle.kernel.access import PUBLIC, SIGNED_IN, route
from marelle.kernel.access.routes import declare_external

from . import docs
from .v1 import api

urlpatterns: list[URLPattern | URLResolver] = [
    route("v1/docs", docs.show, name="api_docs", access=PUBLIC),
    path("v1/", api.urls),
]

declare_external(
    dict.fromkeys(
        (
            *("api-1:openapi-json", "api-1:api-root", "api-1:programme", "api-1:sites", "api-1:site", "api-1:search"),
            *("api-1:communes", "api-1:commune", "api-1:quarters", "api-1:quarter", "api-1:quarter_outline"),
            *("api-1:schools", "api-1:school", "api-1:eligibility", "api-1:locate"),
        ),
        PUBLIC,
    )
)
declare_external(
    {
        "api-1:application": "calls.read_application",
        "api-1:save_answers": "calls.write_application",
        "api-1:check": "calls.read_application",
        "api-1:join_document": "calls.write_application",
        "api-1:application_filing": "calls.file_application",
        "api-1:filed_versions": "calls.read_application",
        "api-1:filed_text": "calls.read_application",
        "api-1:filed_receipt": "calls.read_application",
        "api-1:ask_correction": "calls.request_correction",
    }
)
declare_external(dict.fromkeys(("api-1:calls", "api-1:call"), PUBLIC))
declare_external(
    dict.fromkeys(
        (
            *("api-1:prepare_call", "api-1:preparation", "api-1:prepare_description", "api-1:prepare_calendar"),
            *("api-1:prepare_eligibility", "api-1:prepare_form", "api-1:prepare_criteria", "api-1:prepare_documents"),
            *("api-1:prepare_envelope", "api-1:prepare_selection", "api-1:drop_preparation"),
            *("api-1:copy_call", "api-1:try_call", "api-1:plan_batch"),
        ),
        "calls.prepare",
    )
)
declare_external(
    {
        "api-1:call_opening": "calls.open",
        "api-1:call_closing": "calls.open",
        "api-1:call_announcement": "calls.record_decision",
        "api-1:call_extension": "calls.extend",
    }
)
declare_external({"api-1:me": SIGNED_IN, "api-1:withdraw_token": SIGNED_IN})
declare_external(
    dict.fromkeys(
        (
            *("api-1:call_jury", "api-1:name_reviewer", "api-1:release_reviewer", "api-1:preview_draw"),
            *(
                "api-1:draw_files",
                "api-1:assign_by_hand",
                "api-1:ask_further_reader",
                "api-1:take_back",
                "api-1:call_marks",
                "api-1:application_marks",
            ),
            *("api-1:call_calibration", "api-1:chase", "api-1:chase_days", "api-1:lift_interest"),
        ),
        "calls.organise_review",
    )
)
declare_external(
    dict.fromkeys(
        (
            *("api-1:reviews", "api-1:state_interest", "api-1:review", "api-1:submit_review", "api-1:save_draft"),
            *("api-1:correct_review", "api-1:compare"),
        ),
        "calls.review",
    )
)
declare_external(
    dict.fromkeys(
        (
            "api-1:speak",
            "api-1:opinions",
            "api-1:exchange",
            "api-1:write_to_the_other",
            "api-1:deputies",
            "api-1:delegate",
            "api-1:end_deputy",
        ),
        "calls.read_application",
    )
)
declare_external({"api-1:list_results": PUBLIC, "api-1:list_appeal": "calls.file_application"})
declare_external(
    dict.fromkeys(
        (*("api-1:list_runs", "api-1:list_run", "api-1:list_replay", "api-1:list_difference"), "api-1:list_read"),
        "calls.read_list",
    )
)
declare_external(dict.fromkeys(("api-1:list_override", "api-1:list_sign"), "calls.deliberate"))
declare_external(
    dict.fromkeys(
        (
            *("api-1:list_compute", "api-1:list_propose", "api-1:list_freeze", "api-1:list_reopen", "api-1:list_drop"),
            *("api-1:list_decide", "api-1:list_order", "api-1:list_call_next"),
            *("api-1:list_withdraw", "api-1:list_answer"),
        ),
        "calls.record_decision",
    )
)
declare_external(
    {
        "api-1:applications": "calls.read_application",
        "api-1:applications_file": "calls.read_application",
        "api-1:funnel": "calls.record_decision",
        "api-1:remind": "calls.organise_review",
        "api-1:assign_some": "calls.organise_review",
    }
)
declare_external({"api-1:site_actions": PUBLIC, "api-1:site_directory": "projects.read"})
declare_external(
    dict.fromkeys(
        (
            "api-1:projects",
            "api-1:project",
            "api-1:project_file",
            "api-1:project_answers",
            "api-1:project_owner",
            "api-1:project_chapter_state",
            "api-1:project_comments",
            "api-1:project_comment",
            "api-1:project_comment_resolution",
            "api-1:project_tasks",
            "api-1:project_task",
            "api-1:project_task_done",
            "api-1:project_version",
            "api-1:project_submission",
            "api-1:project_voice",
            "api-1:project_step_back",
            "api-1:project_reopening",
            "api-1:project_finalisation",
            "api-1:project_reservation_answer",
            "api-1:project_reservation_judgement",
            "api-1:project_extensions",
            "api-1:project_extension",
            "api-1:project_extension_grant",
            "api-1:project_extension_answer",
            *("api-1:yearly_review", "api-1:yearly_review_opening", "api-1:yearly_review_answers"),
            *("api-1:yearly_review_submission", "api-1:yearly_review_voice", "api-1:yearly_review_reopening"),
            "api-1:yearly_review_step_back",
            "api-1:yearly_review_figures",
        ),
        "projects.read",
    )
)
declare_external(
    dict.fromkeys(
        (
            *("api-1:actions", "api-1:open_action", "api-1:action", "api-1:action_answers", "api-1:action_move"),
            *("api-1:action_renewal", "api-1:action_offered", "api-1:action_history", "api-1:action_cells"),
            *("api-1:shared_actions", "api-1:action_copy"),
            *("api-1:grants", "api-1:record_grant", "api-1:notify_grant", "api-1:pay_grant", "api-1:correct_grant"),
            *("api-1:take_back_grant", "api-1:take_back_payment"),
        ),
        "projects.read",
    )
)
declare_external(
    {
        "api-1:start_application": "calls.write_application",
        "api-1:application_choices": "calls.write_application",
        "api-1:application_outcome": "calls.read_application",
        "api-1:preparation_choices": "calls.prepare",
        "api-1:list_appeals": "calls.record_decision",
        "api-1:list_signatories": "calls.record_decision",
        "api-1:find_entries": "calls.write_application",
        "api-1:asides": "calls.write_application",
        "api-1:settle_aside": "calls.write_application",
        "api-1:pass_to_newest_form": "calls.write_application",
        "api-1:withdraw_application": "calls.file_application",
        "api-1:end_correction": "calls.request_correction",
        "api-1:application_eligibility": "calls.read_application",
        "api-1:ask_derogation": "calls.read_application",
        "api-1:derogations": "calls.grant_derogation",
        "api-1:answer_derogation": "calls.grant_derogation",
        "api-1:decide_application": "calls.record_decision",
        "api-1:decision_replacement": "calls.record_decision",
        "api-1:past_label": "calls.record_decision",
        "api-1:announce_batch": "calls.record_decision",
        "api-1:drop_batch": "calls.prepare",
        "api-1:guests": "calls.prepare",
        "api-1:invite_guest": "calls.prepare",
        "api-1:leave_guest": "calls.prepare",
        "api-1:forms": "calls.write_forms",
        "api-1:form_draft": "calls.write_forms",
        "api-1:begin_form": "calls.write_forms",
        "api-1:change_form": "calls.write_forms",
        "api-1:publish_form": "calls.write_forms",
        "api-1:drop_form": "calls.write_forms",
        "api-1:draw_some": "calls.organise_review",
        "api-1:sheet_template": "calls.import_drafts",
        "api-1:send_sheet": "calls.import_drafts",
        "api-1:sheet": "calls.import_drafts",
        "api-1:bring_sheet": "calls.import_drafts",
        "api-1:correct_sheet": "calls.import_drafts",
    }
)
declare_external(
    dict.fromkeys(
        (
            *("api-1:project_bodies", "api-1:project_body", "api-1:project_meetings", "api-1:project_meeting"),
            *("api-1:project_agenda", "api-1:project_point", "api-1:project_steering_decisions"),
            *("api-1:project_record_decision", "api-1:project_steering_decision"),
            *("api-1:project_decision_voice", "api-1:project_decision_step_back", "api-1:project_decision_outcome"),
        ),
        "projects.read",
    )
)
declare_external(
    dict.fromkeys(("api-1:my_calendar", "api-1:make_calendar", "api-1:withdraw_calendar"), "projects.read")
)
declare_external({"api-1:my_week": "projects.read"} | dict.fromkeys(("api-1:owed", "api-1:recall"), "projects.steer"))
declare_external(dict.fromkeys(("api-1:coverage", "api-1:slots", "api-1:young"), "projects.read"))
declare_external(
    {
        **dict.fromkeys(
            (
                *("api-1:project_tables", "api-1:table_file", "api-1:send_table", "api-1:table_return"),
                *("api-1:correct_table", "api-1:enter_table"),
            ),
            "projects.read",
        ),
        **dict.fromkeys(
            (
                *("api-1:own_sheets_file", "api-1:send_own_sheets", "api-1:own_sheets_return"),
                *("api-1:correct_own_sheets", "api-1:enter_own_sheets"),
            ),
            "network.write_own_sheet",
        ),
    }
)
declare_external(
    dict.fromkeys(
        (*("api-1:ground_choices", "api-1:set_ground", "api-1:rename_site", "api-1:split", "api-1:merge"),),
        "territories.change_sites",
    )
)
declare_external({"api-1:ground": PUBLIC, "api-1:call_off": "territories.change_sites"})
declare_external(dict.fromkeys(("api-1:all_changes", "api-1:site_changes", "api-1:site_change"), PUBLIC))
declare_external(
    dict.fromkeys(
        (
            *("api-1:partner_sheets", "api-1:partner_sheet", "api-1:partner_answers", "api-1:confirm_partner_sheet"),
            *("api-1:open_partner_sheet", "api-1:partner_asides", "api-1:settle_partner_aside"),
        ),
        "network.write_own_sheet",
    )
)
declare_external(dict.fromkeys(("api-1:own", "api-1:where_to_propose"), "projects.propose_actions"))
declare_external(
    dict.fromkeys(
        (
            *("api-1:directories", "api-1:site_partners"),
            *("api-1:project_chapter", "api-1:project_entries", "api-1:project_asides", "api-1:project_settle_aside"),
            *("api-1:project_frozen_version", "api-1:project_version_changes", "api-1:project_countdown"),
            *("api-1:project_people", "api-1:project_usual_bodies", "api-1:project_change_body"),
            *("api-1:project_close_body", "api-1:meetings_to_come", "api-1:decisions_to_follow"),
            *("api-1:project_one_meeting", "api-1:project_move_meeting", "api-1:project_cancel_meeting"),
            *("api-1:project_hold_meeting", "api-1:project_minutes", "api-1:project_point_place"),
            *("api-1:project_join_paper", "api-1:project_paper", "api-1:project_decision_due"),
            *("api-1:project_roles", "api-1:project_handover"),
            *("api-1:project_voices", "api-1:yearly_review_seats", "api-1:project_attachment"),
            "api-1:project_attachments",
            *("api-1:plans", "api-1:plan_beside", "api-1:plan_poverty", "api-1:plan_proposals", "api-1:plan_tried"),
            *("api-1:yearly_reviews", "api-1:yearly_review_form", "api-1:yearly_review_asides"),
            *("api-1:yearly_review_settle", "api-1:yearly_review_kinds"),
            *("api-1:sheet_form", "api-1:waiting"),
            *("api-1:shared_action", "api-1:join_action_document", "api-1:action_attachment"),
            *("api-1:action_entries", "api-1:action_asides", "api-1:settle_action_aside"),
        ),
        "projects.read",
    )
)
