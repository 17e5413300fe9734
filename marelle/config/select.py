"""`marelle select FILE`: the selection alone, without Django nor a database.

Exit codes: 0 an answer, 1 no answer found within the number of steps or no such file, 2 a malformed file, 3 no list.
What the answer could not prove is also said on the standard error, as is how far it is after two seconds.
"""

import argparse
import sys
import time
from pathlib import Path

from .sentences import Stop

PATIENCE = 2.0  # seconds
STEPS = {"list": "Recherche de la liste", "draws": "Tirages"}


def main(words: list[str]) -> int:
    asked = _options().parse_args(words)
    from marelle.engines.selection import Answer, Malformed, NoList, Undecided, answer, compare

    def answer_to(name: str) -> Answer:
        try:
            return answer(sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes(), _Progress())
        except OSError as error:
            raise Stop(f"Le fichier « {name} » ne peut pas être lu : {error.strerror}.") from None
        except Malformed as error:
            raise Stop(str(error), 2) from None
        except NoList as error:
            raise Stop(str(error), 3) from None
        except Undecided:
            raise Stop("Le calcul s’est arrêté sans trouver de liste ni prouver qu’il n’y en a pas.") from None

    found = answer_to(asked.file)
    other = answer_to(asked.compare) if asked.compare else None
    text = found.to_json() if other is None else compare(found, other).to_json()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.flush()
    for note in [*found.notes, *(other.notes if other else [])]:
        print(note, file=sys.stderr)
    return 0


class _Progress:
    """A line every two seconds, from the second one on: how much of the draws, or of the work allowed, is done."""

    def __init__(self) -> None:
        self._next = time.monotonic() + PATIENCE

    def __call__(self, step: str, done: int, of: int) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + PATIENCE
        share = min(99, 100 * done // of)
        told = f"{done} sur {of}" if step == "draws" else f"{share}\u00a0% du travail permis"
        print(f"{STEPS[step]}\u00a0: {told}", file=sys.stderr, flush=True)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="marelle select",
        description="Calcule et prouve la liste de plus grand mérite sous les enveloppes et les règles d’un fichier.",
    )
    parser.add_argument("file", metavar="FICHIER", help="le fichier JSON ; - pour l’entrée standard")
    parser.add_argument(
        "--compare", metavar="AUTRE", help="un second fichier : dit qui entre, qui sort et ce qu’il en coûte"
    )
    return parser
