"""The orders about calls, candidatures and labels."""

from ..rules.trials import TrialOpensNothing
from .batches import announce_batch, drop_batch, plan_batch
from .calls import announce_decisions, close_call, open_call, prepare_call, record_past_call
from .copies import duplicate_call, invite_to_trial, leave_trial, try_call
from .deciding import Verdict, record_decision, record_decisions
from .decisions import record_past_decision, supersede_decision
from .extensions import extend_application, extend_call
from .many_inventions import (
    InventedFile,
    InventedOpinion,
    InventedReview,
    receive_invented_files,
    send_invented_reviews,
)
from .terms import (
    CriterionTold,
    DocumentTold,
    choose_form,
    describe_call,
    drop_call,
    drop_criterion,
    drop_document,
    raise_criterion,
    replace_criteria,
    replace_documents,
    set_calendar,
    set_eligibility,
    set_envelopes,
    set_selection,
    write_criterion,
    write_document,
)

__all__ = [
    "CriterionTold",
    "DocumentTold",
    "InventedFile",
    "InventedOpinion",
    "InventedReview",
    "TrialOpensNothing",
    "Verdict",
    "announce_batch",
    "announce_decisions",
    "choose_form",
    "close_call",
    "describe_call",
    "drop_batch",
    "drop_call",
    "drop_criterion",
    "drop_document",
    "duplicate_call",
    "extend_application",
    "extend_call",
    "invite_to_trial",
    "leave_trial",
    "open_call",
    "plan_batch",
    "prepare_call",
    "raise_criterion",
    "receive_invented_files",
    "record_decision",
    "record_decisions",
    "record_past_call",
    "record_past_decision",
    "replace_criteria",
    "replace_documents",
    "send_invented_reviews",
    "set_calendar",
    "set_eligibility",
    "set_envelopes",
    "set_selection",
    "supersede_decision",
    "try_call",
    "write_criterion",
    "write_document",
]
