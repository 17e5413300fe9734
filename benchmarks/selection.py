"""The selection beside HiGHS's own integer solver, and CP-SAT where it is installed, on the same calls in the same run.

`python -m benchmarks.selection` for 130 and 1,000 candidates and the draws; `python -m benchmarks.selection 10000`
also for 10,000, where the peers are stopped after 40 s. Seconds are those of the processor, so that a busy machine
blurs them less; the answer includes rules, proof and ties, without reading the file.
"""

import importlib.util
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import highspy
import numpy as np

from marelle.engines.selection import Instance, Stability, instance_of, solve
from marelle.engines.selection.deciding import decide
from marelle.engines.selection.draws import blocks_of_gains
from marelle.engines.selection.program import Program, whole
from marelle.engines.selection.rules import program_of, rules_of
from marelle.engines.selection.samples import call
from marelle.engines.selection.stability import times_chosen

PATIENCE = 40.0
DRAWS = 10_000


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = job()
    return time.process_time() - start, result


def question(size: int, seed: int, step: float) -> Instance:
    return instance_of(json.dumps(call(size, seed, step)).encode())[0]


def by_highs(program: Program) -> tuple[int | None, bool]:
    """The best value that HiGHS finds with its own branch and cut, and whether it says that it is the greatest."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    for option, value in (("threads", 1), ("time_limit", PATIENCE), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0)):
        highs.setOptionValue(option, value)
    scale = [1 / max(1, int(np.abs(row).max())) for row in program.rows]
    columns = [highs.addBinary() for _column in range(program.size)]
    for row, low, high, unit in zip(program.rows, program.low, program.high, scale, strict=True):
        used = np.flatnonzero(row)
        ends = [highspy.kHighsInf * sign if each is None else each * unit for each, sign in ((low, -1), (high, 1))]
        highs.addRow(*ends, len(used), used.astype(np.int32), row[used] * unit)
    gain = program.gain / program.step
    for column, each in zip(columns, gain.tolist(), strict=True):
        highs.changeColCost(column.index, -each)
    highs.run()
    shares = np.array(highs.getSolution().col_value)
    proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return (program.value(np.rint(shares).astype(bool)), proven) if len(shares) else (None, False)


def by_cp_sat(program: Program) -> tuple[int | None, bool]:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    columns = [model.new_bool_var(str(column)) for column in range(program.size)]
    for row, low, high in zip(program.rows.tolist(), program.low, program.high, strict=True):
        used = sum(weight * column for weight, column in zip(row, columns, strict=True) if weight)
        if low is not None:
            model.add(used >= low)
        if high is not None:
            model.add(used <= high)
    model.maximize(sum(weight * column for weight, column in zip(program.gain.tolist(), columns, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = PATIENCE, 1
    status = solver.solve(model)
    return round(solver.objective_value), status == cp_model.OPTIMAL


def peers() -> dict[str, Callable[[Program], tuple[int | None, bool]]]:
    known = {"HiGHS": by_highs}
    if importlib.util.find_spec("ortools"):
        known["CP-SAT"] = by_cp_sat
    return known


def lists(size: int, seeds: int = 3) -> None:
    for step, label in ((0.0001, "fine marks"), (0.5, "half points")):
        for seed in range(1, seeds + 1):
            instance = question(size, seed, step)
            program = program_of(instance, rules_of(instance))
            seconds, found = timed(partial(solve, instance))
            line = f"{size:>7,}  {label:<12}{seconds:>10.3f} s  {'proven' if found.optimal else 'open':<8}"
            value = found.objective / instance.merit_unit
            for name, peer in peers().items():
                taken, (theirs, proven) = timed(partial(peer, program))
                same = (
                    "same" if theirs == value else f"{float((theirs or 0) - value) * float(instance.merit_unit):+.4f}"
                )
                line += f"{name:>8}{taken:>8.2f} s {'proven' if proven else 'open':<7}{same:<9}"
            print(line, flush=True)


def draws(size: int = 130) -> None:
    for step, label in ((0.0001, "fine marks"), (0.5, "half points")):
        instance = replace(question(size, 1, step), stability=Stability(DRAWS, 1500, "1"))
        seconds, times = timed(partial(all_draws, instance))
        always, never = times.count(DRAWS), times.count(0)
        print(
            f"{DRAWS:>7,} draws of {size}, {label:<12}{seconds:>7.2f} s, {DRAWS / seconds:,.0f} proven a second", end=""
        )
        print(f"; always in {always}, never {never}, grey {size - always - never}", flush=True)
        some = next(iter(blocks_of_gains(instance)))[:20]
        for name, peer in peers().items():
            taken, _all = timed(partial(one_by_one, peer, instance, some))
            print(f"{'the same, one by one, by ' + name:>40}: {len(some) / taken:,.1f} a second", flush=True)


def all_draws(instance: Instance) -> list[int]:
    program, order = program_of(instance, rules_of(instance)), instance.order()
    cost = whole([each.cost for each in instance.candidates])
    return times_chosen(instance, program, cost, order, decide(program, cost, order).chosen).chosen


def one_by_one(peer: Callable[[Program], Any], instance: Instance, some: Any) -> None:
    program = program_of(instance, rules_of(instance))
    for gains in some:
        peer(program.aiming(gains))


def main() -> None:
    print("candidates, marks, answer with proof and ties (seconds of the processor), then the peers")
    lists(30, 1)
    lists(130)
    lists(1_000)
    draws()
    for size in map(int, sys.argv[1:]):
        lists(size, 2)


if __name__ == "__main__":
    main()
