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
from .grid import Cell, CellSaved, set_cells
from .projects import end_project, open_from_label, open_from_labels, start_project, withdraw_project

__all__ = [
    "Cell",
    "CellSaved",
    "carry_on",
    "drop_action",
    "end_action",
    "end_project",
    "join_document",
    "join_projects",
    "open_action",
    "open_from_label",
    "open_from_labels",
    "plan_action",
    "propose_action",
    "publish_action_form",
    "renew_action",
    "reuse_action",
    "save_sheet",
    "send_action_back",
    "set_cells",
    "set_in_library",
    "settle_text",
    "start_action",
    "start_project",
    "withdraw_project",
]
