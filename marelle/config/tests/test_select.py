"""`marelle select`: exit codes, one sentence, the same bytes every time, and neither Django nor a database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from marelle.engines.selection.samples import call

PROGRAM = """
import sys
from marelle.config.cli import main
code = main(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
sys.exit(code)
"""


def select(*words: str, given: bytes = b"", hashes: str = "random") -> subprocess.CompletedProcess[bytes]:
    """`hashes`: how this process spreads its sets and dictionaries, of which an answer must know nothing."""
    order, around = [sys.executable, "-c", PROGRAM, "select", *words], {**os.environ, "PYTHONHASHSEED": hashes}
    return subprocess.run(order, input=given, capture_output=True, env=around)


@pytest.fixture
def question(tmp_path: Path) -> Path:
    path = tmp_path / "appel.json"
    path.write_text(json.dumps(call(30) | {"stability": {"draws": 50, "weight_spread": 0.1}}))
    return path


def test_an_answer_is_json_and_the_same_bytes_again(question: Path) -> None:
    first, again = select(str(question), hashes="0"), select("-", given=question.read_bytes(), hashes="31337")
    assert first.returncode == 0 and first.stdout == again.stdout
    told = json.loads(first.stdout)
    assert told["optimal"] and told["objective"] == told["bound"] and len(told["fingerprint"]) == 64
    assert told["selected"] == sorted(told["selected"]) and set(told["stability"]) == {f"c{n:05}" for n in range(30)}
    started = first.stderr.decode().split()
    assert not {"django", "psycopg", "marelle.kernel"} & set(started)


def test_two_questions_side_by_side(question: Path, tmp_path: Path) -> None:
    first = json.loads(select(str(question)).stdout)["selected"][0]
    other = tmp_path / "autre.json"
    barred = f'"forced_out": ["{first}"], "require_favourable": true'
    other.write_text(question.read_text().replace('"require_favourable": true', barred))
    told = json.loads(select(str(question), "--compare", str(other)).stdout)
    assert first in told["leaves"] and told["rules_added"] == [f"«\u00a0{first}\u00a0» écartée d’office"]


def test_refusals_are_one_sentence_and_a_code(tmp_path: Path) -> None:
    path = tmp_path / "appel.json"
    path.write_text('{"years": [2020],\n "envelope": [5.5], "candidates": []}')
    refused = select(str(path))
    assert refused.returncode == 2 and not refused.stdout
    assert refused.stderr.decode().startswith("Ligne 2, champ « envelope[0] » : ")
    path.write_text('{"years": [2020], "envelope": [5], "candidates": [], "constraints": {"count": {"min": 2}}}')
    refused = select(str(path))
    assert refused.returncode == 3 and not refused.stdout
    assert refused.stderr.decode().startswith("Aucune liste ne respecte cette règle : au moins 2 candidatures.")
    assert select(str(tmp_path / "absent.json")).returncode == 1
    assert select().returncode == 2
