"""What can be said of a file that is not a selection, and of rules that no list respects."""

LONGEST = 150


def said(words: str) -> str:
    """Words of a file as a sentence can hold them: on one line, written in any encoding, shortened."""
    short = words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
    return "".join(each if each.isprintable() or each in "\u00a0\u202f" else "\ufffd" for each in short)


class Malformed(ValueError):
    """The file is not what its format says: one sentence, with the line and the field."""

    def __init__(self, line: int, field: str, wrong: str) -> None:
        self.line, self.field = line, said(field)
        super().__init__(f"Ligne {line}, champ « {self.field} » : {wrong}")


class NoList(Exception):
    """No list respects all the rules. `conflict` names some that cannot hold together, none of which is superfluous."""

    def __init__(self, conflict: tuple[str, ...]) -> None:
        super().__init__(_sentence(tuple(map(said, conflict))))
        self.conflict = conflict


def _sentence(conflict: tuple[str, ...]) -> str:
    if not conflict:
        return "Aucune liste ne respecte toutes les règles, sans que l’on sache dire lesquelles se contredisent."
    if len(conflict) == 1:
        return f"Aucune liste ne respecte cette règle : {conflict[0]}."
    return (
        f"Aucune liste ne respecte à la fois : {' ; '.join(conflict)}. "
        "Que l’on renonce à l’une d’elles, et les autres de cette phrase peuvent être respectées ensemble."
    )
