"""`marelle select FILE`: the selection alone, without Django nor a database.

Exit codes: 0 an answer, 1 no answer found within the number of steps or no such file, 2 a malformed file, 3 no list.
"""

import argparse
import sys
from pathlib import Path

from .sentences import Stop


def main(words: list[str]) -> int:
    asked = _options().parse_args(words)
    from marelle.engines.selection import Answer, Malformed, NoList, Undecided, answer, compare

    def answer_to(name: str) -> Answer:
        try:
            return answer(sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
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
    return 0


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
