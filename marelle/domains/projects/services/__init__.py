"""The orders about projects."""

from .actions import (
    drop_action,
    end_action,
    join_document,
    open_action,
    plan_action,
    propose_action,
    publish_action_form,
    renew_action,
    reuse_action,
    save_sheet,
    send_action_back,
    set_in_library,
    settle_text,
    start_action,
)
from .carrying_on import carry_on, join_projects
from .chapters import (
    comment_chapter,
    entrust_chapter,
    finish_task,
    give_task,
    move_chapter,
    save_chapter,
    settle_chapter_text,
    settle_comment,
)
from .files import open_file, publish_project_form
from .finalising import answer_extension, ask_extension, finalise, grant_extension, watch_deadlines
from .grid import Cell, CellSaved, set_cells
from .projects import end_project, open_from_label, start_project, withdraw_project
from .versions import name_version
from .voices import Asked, answer_reservation, give_voice, judge_answer, reopen_writing, step_back, submit_project

__all__ = [
    "Asked",
    "Cell",
    "CellSaved",
    "answer_extension",
    "answer_reservation",
    "ask_extension",
    "carry_on",
    "comment_chapter",
    "drop_action",
    "end_action",
    "end_project",
    "entrust_chapter",
    "finalise",
    "finish_task",
    "give_task",
    "give_voice",
    "grant_extension",
    "join_document",
    "join_projects",
    "judge_answer",
    "move_chapter",
    "name_version",
    "open_action",
    "open_file",
    "open_from_label",
    "plan_action",
    "propose_action",
    "publish_action_form",
    "publish_project_form",
    "renew_action",
    "reopen_writing",
    "reuse_action",
    "save_chapter",
    "save_sheet",
    "send_action_back",
    "set_cells",
    "set_in_library",
    "settle_chapter_text",
    "settle_comment",
    "settle_text",
    "start_action",
    "start_project",
    "step_back",
    "submit_project",
    "watch_deadlines",
    "withdraw_project",
]
