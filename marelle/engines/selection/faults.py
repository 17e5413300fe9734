"""What can be said of a file that is not a selection, and of rules that no list respects."""


class Malformed(ValueError):
    """The file is not what its format says: one sentence, with the line and the field."""

    def __init__(self, line: int, field: str, wrong: str) -> None:
        place = f"Ligne {line}, champ « {field} » : " if field else f"Ligne {line} : "
        super().__init__(f"{place}{wrong}")
        self.line, self.field = line, field


class NoList(Exception):
    """No list respects all the rules. `conflict` names some that cannot hold together, none of which is superfluous."""

    def __init__(self, conflict: tuple[str, ...]) -> None:
        super().__init__(_sentence(conflict))
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
