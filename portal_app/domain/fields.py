"""Values as people type them, checked one by one, so that each refusal stands beside its field (PR-1)."""

from collections.abc import Collection

from portal_app.domain.problems import BadFields, FieldProblem


class Fields:
    """Collects what is wrong with a form; `done` refuses the whole of it.

    The codes: `empty`, `too_long` (fact `most`, in characters), `too_small` (`least`), `too_big` (`most`),
    `unknown`, and those the callers name.
    """

    def __init__(self) -> None:
        self.found: list[FieldProblem] = []

    def refuse(self, field: str, code: str, **facts: object) -> None:
        """This field cannot be so."""
        self.found.append(FieldProblem(field, code, facts))

    def text(self, field: str, value: str, *, most: int, needed: bool = True) -> str:
        """The text without the blanks around it, at most so many characters."""
        tidy = " ".join(value.split())
        if needed and not tidy:
            self.refuse(field, "empty")
        elif len(tidy) > most:
            self.refuse(field, "too_long", most=most)
        return tidy

    def whole(self, field: str, value: int, *, least: int, most: int) -> int:
        """A whole number in these bounds, both included."""
        if value < least:
            self.refuse(field, "too_small", least=least, most=most)
        elif value > most:
            self.refuse(field, "too_big", least=least, most=most)
        return value

    def one_of(self, field: str, value: str, known: Collection[str]) -> str:
        """One of the values there are."""
        if value not in known:
            self.refuse(field, "unknown")
        return value

    def done(self) -> None:
        """`BadFields` when anything was refused."""
        if self.found:
            raise BadFields(self.found)
