"""Which sites to choose under yearly envelopes: one list, proven the best under the jury's rules, the same every time.

    found = answer(Path("call.json").read_bytes())   # or `solve(Instance(…))`
    found.selected, found.objective, found.optimal, found.spent, found.stability, found.fingerprint

Promises: merits, amounts and shares are exact integers, never floats. The list has the greatest total merit under
the envelopes and the jury's constraints; of those that have it the least total spend; of these the smallest in the
order of sha256("seed|id"). It is rechecked from the question alone. That no list is better is proven in integers.
The answer and its fingerprint are the same on every machine. When no list respects the rules, rules that contradict
each other are named, none of them superfluous. The stability says in how many draws of weights and marks each
candidate is in, each draw being solved and proven like the question (`draws` says how they are drawn). What is not
proven within a fixed amount of work is said: `bound` is then above `objective`, `notes` has a sentence for it, and
draws that are not proven are counted apart.

The method. HiGHS (Huangfu and Hall 2018) solves linear relaxations, which are only trusted for hints: whatever the
prices of the rows that it gives, rounded to integers they prove a bound (Lagrangian relaxation, Geoffrion 1974) and
fix most columns (reduced-cost fixing; the rest is the core of Balas and Zemel 1980). The subsets of the open columns
that lose little enough are enumerated in two halves and joined (Horowitz and Sahni 1974): first very close to the
bound, then further, until something is found, which is then the best, with all its ties (`searching`, `joining`).
Where that would be too wide, branch and bound cuts the program into parts in which it is not (`branching`), and where
merits follow amounts, the count of candidates does (`searching`). Candidates that all rules count alike enter from
the best on, so that exchanges between equals are not looked at (`alike`). The last cents of a budget are found around
a known list, thirty-four candidates at a time (`nearing`). Too many ties to list are broken by solving again, for the
least spend, then for the order, twenty candidates at a time (`deciding`).

Decided here, where the format may be read in two ways. The share of a tag is its part of all that the list spends
over all years; an empty list respects all. Every opinion given counts for `require_favourable`; a candidate without
opinions passes. The plain rank list passes over whoever does not fit and tries the next (`ranking`). Of two lists the
smaller in the order of sha256 is the one whose digests, sorted, come first, place by place; a list comes before those
that it begins. `ties_broken` says what it took: nothing (null), "spend", "order", or "unresolved". Every criterion
that has a weight has a mark for each candidate, and the contrary; a field that the format does not know is refused,
for a rule misspelt would be forgotten. `objective` and `bound` are exact decimals, or rounded to twelve places when Σ
weight makes a fraction of them that no decimal writes.

Refuses to know: applications, juries, calls, files, the database, the clock; how merits were given.
"""

from .answering import Answer, answer, solve
from .checking import instance_of
from .comparing import Comparison, compare
from .deciding import Undecided
from .faults import Malformed, NoList
from .instance import Candidate, Constraints, Instance, Limits, Stability
from .ranking import Overtaken, RankList
from .rules import SAID_PLACE

__all__ = [
    "SAID_PLACE",
    "Answer",
    "Candidate",
    "Comparison",
    "Constraints",
    "Instance",
    "Limits",
    "Malformed",
    "NoList",
    "Overtaken",
    "RankList",
    "Stability",
    "Undecided",
    "answer",
    "compare",
    "instance_of",
    "solve",
]
