"""Eligibility: versioned conditions as data, facts with their sources, and an explained answer to each condition. Pure.

A condition holds, fails, cannot be known, or is for people to judge. It never holds, nor fails, without a figure or a
list that says so, with its source and its date; what would settle an unknown one is always said.
"""

from .answers import Answer, Explanation, Verdict
from .explaining import explain
from .facts import Cited, CommuneFacts, ContractFacts, Fact, Noted, QuarterFacts, SchoolFacts
from .grammar import Condition, Rules, RuleSetFault, read_rules

__all__ = [
    "Answer",
    "Cited",
    "CommuneFacts",
    "Condition",
    "ContractFacts",
    "Explanation",
    "Fact",
    "Noted",
    "QuarterFacts",
    "RuleSetFault",
    "Rules",
    "SchoolFacts",
    "Verdict",
    "explain",
    "read_rules",
]
