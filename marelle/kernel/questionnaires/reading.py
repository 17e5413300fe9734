"""Reading a form from its JSON, and refusing whatever a screen could not show or a condition could not judge."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

from .definition import KINDS, LISTS, NUMBERS, REGISTERED, SCALARS, Definition, Field, Option, Rule, Section
from .grammar import Computation, Condition, GrammarFault, Ref, Test, as_decimal, read_computation, read_condition

MOST_FIELDS, MOST_COLUMNS, MOST_OPTIONS = 400, 20, 200

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
_OPTION = re.compile(r"[a-z0-9][a-z0-9_]{0,59}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class DefinitionRefused(Refused):
    """A form that cannot be read: nothing is published."""

    code = "questionnaires.definition_refused"
    sentence = _("Ce formulaire ne peut pas être publié. À « {path} » : {reason}.")


def read(raw: object) -> Definition:
    """The form that this JSON describes. Refuses (`DefinitionRefused`) at the first thing that is not right.

    Its words are in the reader's language where the catalogue has them, else as they were written.
    Conditions and computations only look at fields that stand above them: a form cannot run in circles.
    """
    return _Reading().definition(raw)


class _Reading:
    def __init__(self) -> None:
        self.known: dict[str, Field] = {}

    def definition(self, raw: object) -> Definition:
        table = _table(raw, "definition", {"sections"}, {"rules", "title"})
        sections = tuple(self._sections(_items(table["sections"], "sections", 60)))
        if len({section.code for section in sections}) != len(sections):
            raise _fault("sections", _("deux rubriques portent le même code"))
        rules = tuple(self._rules(_items(table.get("rules", []), "rules", 100, empty=True)))
        return Definition(sections, rules)

    def _sections(self, raws: list[Any]) -> Iterator[Section]:
        for index, raw in enumerate(raws):
            path = f"sections.{index}"
            table = _table(raw, path, {"code", "title", "fields"}, {"help", "show_if"})
            show_if = self._condition(table.get("show_if"), path)
            fields = [self._field(f, f"{path}.fields.{i}") for i, f in enumerate(_items(table["fields"], path, 100))]
            yield Section(
                _code(table["code"], path),
                _words(table["title"], path),
                _words(table.get("help", ""), path, empty=True),
                tuple(fields),
                show_if,
            )

    def _rules(self, raws: list[Any]) -> Iterator[Rule]:
        for index, raw in enumerate(raws):
            path = f"rules.{index}"
            table = _table(raw, path, {"must", "at", "sentence"}, set())
            must = self._condition(table["must"], path)
            if must is None or not isinstance(table["at"], str) or table["at"] not in self.known:
                raise _fault(path, _("une règle dit sa condition et le champ où la montrer"))
            yield Rule(must, table["at"], _words(table["sentence"], path))

    def _field(self, raw: object, path: str) -> Field:
        field = self._shape(raw, path, KINDS)
        if field.code in self.known:
            raise _fault(path, _("deux champs portent le même code"))
        if len(self.known) >= MOST_FIELDS:
            raise _fault(path, _("ce formulaire a trop de champs"))
        self.known[field.code] = field
        return field

    def _shape(self, raw: object, path: str, kinds: Iterable[str]) -> Field:
        table = _table(raw, path, {"code", "label", "kind"}, _MAY_SAY)
        kind = table["kind"]
        if kind not in tuple(kinds):
            raise _fault(path, _("la nature du champ n’est pas connue"))
        self._only(table, kind, path)
        return Field(
            code=_code(table["code"], path),
            label=_words(table["label"], path),
            kind=kind,
            help=_words(table.get("help", ""), path, empty=True),
            required=_flag(table.get("required", False), path),
            least=_limit(kind, table.get("min"), path),
            most=_limit(kind, table.get("max"), path),
            options=_options(table.get("options"), f"{path}.options", needed=kind in ("choice", "choices")),
            columns=self._columns(table.get("columns"), f"{path}.columns") if kind == "table" else (),
            rows=self._rows(table.get("rows"), f"{path}.rows"),
            totals=_flag(table.get("totals", False), path),
            reference=_text(table.get("of", ""), path, empty=kind not in REGISTERED),
            near=self._near(table.get("near"), path),
            after=self._after(table.get("after"), kind, path),
            result=_result(table, path),
            show_if=self._condition(table.get("show_if"), path),
            compute=self._computation(table.get("compute"), path) if kind == "computed" else None,
        )

    def _only(self, table: Mapping[str, Any], kind: str, path: str) -> None:
        """A word that a kind does not understand is refused: silence would hide a mistake."""
        stray = {word for word, kinds in _WORDS.items() if word in table and kind not in kinds}
        if stray:
            raise _fault(path, _("« {word} » n’a pas de sens pour ce champ").format(word=sorted(stray)[0]))

    def _near(self, raw: object, path: str) -> str:
        if raw is None:
            return ""
        guide = self.known.get(raw) if isinstance(raw, str) else None
        if guide is None or guide.kind not in REGISTERED:
            raise _fault(path, _("« near » nomme un champ placé au-dessus, choisi dans un registre"))
        return guide.code

    def _after(self, raw: object, kind: str, path: str) -> str:
        if raw is None:
            return ""
        first = self.known.get(raw) if isinstance(raw, str) else None
        if first is None or first.kind != kind:
            raise _fault(path, _("«\u00a0after\u00a0» nomme une colonne de même nature, placée avant"))
        return first.code

    def _rows(self, raw: object, path: str) -> tuple[Option, ...]:
        rows = _options(raw, path, needed=False, may=frozenset({"balances"}))
        completed = [row.balances for row in rows if row.balances]
        tables = [self.known.get(code) for code in completed]
        if len(completed) > 1 or any(table is None or table.kind != "table" for table in tables):
            raise _fault(path, _("une seule ligne complète un tableau, qui est placé au-dessus"))
        return rows

    def _columns(self, raw: object, path: str) -> tuple[Field, ...]:
        """Columns look at each other only: a row counts with itself."""
        inside = _Reading()
        columns = []
        for index, item in enumerate(_items(raw, path, MOST_COLUMNS)):
            column = inside._shape(item, f"{path}.{index}", (*SCALARS, "computed"))
            if column.code in inside.known or column.code == "row" or column.show_if:
                raise _fault(path, _("une colonne a un code à elle et ne dépend de rien"))
            inside.known[column.code] = column
            columns.append(column)
        return tuple(columns)

    def _condition(self, raw: object, path: str) -> Condition | None:
        if raw is None:
            return None
        try:
            condition = read_condition(raw)
        except GrammarFault as fault:
            raise _fault(f"{path}.show_if", fault) from None
        for ref in condition.refs():
            self._aim(ref, path)
        for test in _tests(condition):
            self._literal(test, path)
        return condition

    def _computation(self, raw: object, path: str) -> Computation:
        try:
            computation = read_computation(raw)
        except GrammarFault as fault:
            raise _fault(f"{path}.compute", fault) from None
        for ref in computation.refs:
            kind = self._aim(ref, path)
            if kind not in (*NUMBERS, "table", *LISTS):
                raise _fault(f"{path}.compute", _("« {ref} » n’est pas un nombre").format(ref=ref))
        return computation

    def _aim(self, ref: Ref, path: str) -> str:
        """The kind of what a reference points to, which must stand above."""
        target = self.known.get(ref.field)
        if target and target.kind in REGISTERED and ref.column and not ref.row:
            return "decimal"  # what the register counts of those that were picked
        column = target.column(ref.column) if target and ref.column else None
        rows = {row.code for row in target.rows} if target else set()
        if target is None or (ref.column and column is None) or (ref.row and ref.row not in rows):
            raise _fault(path, _("« {ref} » ne désigne aucun champ placé au-dessus").format(ref=ref))
        if column and not ref.row and column.value_kind not in NUMBERS:
            raise _fault(path, _("« {ref} » n’est pas une colonne de nombres").format(ref=ref))
        return column.value_kind if column else target.value_kind

    def _literal(self, test: Test, path: str) -> None:
        kind = self._aim(test.ref, path)
        values = test.value if test.operator == "in" else (test.value,)
        if test.other is None and test.operator != "filled" and not all(self._suits(kind, test, v) for v in values):
            raise _fault(path, _("la valeur comparée à « {ref} » n’est pas de la même nature").format(ref=test.ref))

    def _suits(self, kind: str, test: Test, value: Any) -> bool:
        if kind in (*NUMBERS, "table"):
            return as_decimal(value) is not None and not isinstance(value, str)
        if kind in ("yes_no", "commitment"):
            return isinstance(value, bool) and test.operator in ("equals", "differs", "in")
        if kind in LISTS and test.operator in ("greater", "at_least", "less", "at_most"):
            return as_decimal(value) is not None
        if kind in ("choice", "choices") and not test.ref.column:
            return value in {option.code for option in self.known[test.ref.field].options}
        return isinstance(value, str)


_WORDS = {
    "options": ("choice", "choices"),
    "columns": ("table",),
    "rows": ("table",),
    "totals": ("table",),
    "of": REGISTERED,
    "near": REGISTERED,
    "after": ("time", "date"),
    "compute": ("computed",),
    "result": ("computed",),
    "min": ("text", "long_text", *NUMBERS, "date", *LISTS, "table"),
    "max": ("text", "long_text", *NUMBERS, "date", *LISTS, "table"),
    "required": (*SCALARS, *LISTS, "table", "commitment"),
}
_MAY_SAY = {*_WORDS, "help", "show_if"}


def _tests(condition: Condition) -> Iterator[Test]:
    if isinstance(condition, Test):
        yield condition
        return
    for part in getattr(condition, "parts", None) or (condition.part,):  # type: ignore[union-attr]
        yield from _tests(part)


def _fault(path: str, reason: object) -> DefinitionRefused:
    return DefinitionRefused(path=path, reason=reason)


def _table(raw: object, path: str, needed: set[str], allowed: set[str]) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise _fault(path, _("un tableau de clés est attendu"))
    missing, stray = needed - set(raw), {str(key)[:40] for key in raw} - needed - allowed
    if missing or stray:
        raise _fault(path, _("il manque ou il y a de trop : {words}").format(words=", ".join(sorted(missing | stray))))
    return raw


def _items(raw: object, path: str, most: int, *, empty: bool = False) -> list[Any]:
    if not isinstance(raw, list | tuple) or len(raw) > most or (not raw and not empty):
        raise _fault(path, _("une liste de 1 à {most} éléments est attendue").format(most=most))
    return list(raw)


def _code(raw: object, path: str) -> str:
    if not isinstance(raw, str) or not _CODE.fullmatch(raw):
        raise _fault(path, _("un code est fait de minuscules, de chiffres et de « _ », 60 au plus"))
    return raw


def _text(raw: object, path: str, *, empty: bool = False) -> str:
    if not isinstance(raw, str) or len(raw) > 2000 or "\x00" in raw or not (empty or raw.strip()):
        raise _fault(path, _("un texte est attendu"))
    return raw.strip()


def _words(raw: object, path: str, *, empty: bool = False) -> str:
    """A text that people read."""
    return gettext(_text(raw, path, empty=empty))


def _flag(raw: object, path: str) -> bool:
    if not isinstance(raw, bool):
        raise _fault(path, _("vrai ou faux est attendu"))
    return raw


def _options(raw: object, path: str, *, needed: bool, may: frozenset[str] = frozenset()) -> tuple[Option, ...]:
    if raw is None and not needed:
        return ()
    options = []
    for index, item in enumerate(_items(raw, path, MOST_OPTIONS)):
        table = _table(item, f"{path}.{index}", {"code", "label"}, set(may))
        if not isinstance(table["code"], str) or not _OPTION.fullmatch(table["code"]):
            raise _fault(path, _("un code est fait de minuscules, de chiffres et de « _ », 60 au plus"))
        balances = _text(table.get("balances", ""), path, empty=True)
        options.append(Option(table["code"], _words(table["label"], path), balances))
    if len({option.code for option in options}) != len(options):
        raise _fault(path, _("deux réponses portent le même code"))
    return tuple(options)


def _limit(kind: str, raw: object, path: str) -> Any:
    if raw is None:
        return None
    if kind == "date":
        if isinstance(raw, str) and _DAY.fullmatch(raw):
            return raw
    elif kind == "decimal":
        if (found := as_decimal(raw)) is not None and abs(found) < 10**15:
            return found
    elif isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**16:
        return raw
    raise _fault(path, _("cette limite n’est pas de la nature du champ"))


def _result(table: Mapping[str, Any], path: str) -> str:
    if table["kind"] != "computed":
        return ""
    result = table.get("result", "money")
    if result not in NUMBERS or "compute" not in table:
        raise _fault(path, _("un champ calculé dit son calcul et la nature du résultat"))
    return str(result)
