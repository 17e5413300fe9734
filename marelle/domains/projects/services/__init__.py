"""The orders about projects."""

from .chapters import (
    comment_chapter,
    entrust_chapter,
    finish_task,
    give_task,
    move_chapter,
    save_chapter,
    settle_comment,
    settle_text,
)
from .files import open_file, publish_project_form
from .finalising import answer_extension, ask_extension, finalise, grant_extension, watch_deadlines
from .projects import end_project, open_from_label, start_project, withdraw_project
from .versions import name_version
from .voices import Asked, answer_reservation, give_voice, judge_answer, reopen_writing, step_back, submit_project

__all__ = [
    "Asked",
    "answer_extension",
    "answer_reservation",
    "ask_extension",
    "comment_chapter",
    "end_project",
    "entrust_chapter",
    "finalise",
    "finish_task",
    "give_task",
    "give_voice",
    "grant_extension",
    "judge_answer",
    "move_chapter",
    "name_version",
    "open_file",
    "open_from_label",
    "publish_project_form",
    "reopen_writing",
    "save_chapter",
    "settle_comment",
    "settle_text",
    "start_project",
    "step_back",
    "submit_project",
    "watch_deadlines",
    "withdraw_project",
]
