"""States: who asks comes first, everything public is on the list, nothing of the tables is in a var (ID-7, R1)."""

import ast
from collections.abc import Iterator

import models.tables
from tests.architecture.sources import Function, Module, dotted, functions, modules, parsed, without_docstring

STATES = modules("portal_app/states")
TABLES = set(models.tables.__all__) - {"metadata"}

# The decorators of `states/gate.py`, and what each kind of event must find out first.
PERSON = {"patient_event": "_require_patient", "staff_event": "_require_staff", "anyone_event": None}


def state_classes(module: Module) -> Iterator[ast.ClassDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and any(
            dotted(base).endswith(("State", "Guard", "Page", "Presence")) for base in node.bases
        ):
            yield node


def event_of(method: Function) -> str | None:
    names = [dotted(decorator).rpartition(".")[2] for decorator in method.decorator_list]
    return next((name for name in names if name in PERSON), None)


def undecorated(module: Module) -> list[str]:
    """Public methods that Reflex would let anyone call, though no list knows them."""
    allowed = {"var", "classmethod", "staticmethod"}
    return [
        f"{module.at(method)} {state.name}.{method.name}"
        for state in state_classes(module)
        for method in functions(state.body)
        if not method.name.startswith("_")
        and event_of(method) is None
        and not any(dotted(decorator).rpartition(".")[2] in allowed for decorator in method.decorator_list)
    ]


def helper_of(state: ast.ClassDef, name: str, classes: dict[str, ast.ClassDef]) -> Function | None:
    """The method of that name, the class's own or the nearest it inherits."""
    own = next((method for method in functions(state.body) if method.name == name), None)
    bases = (classes.get(dotted(base).rpartition(".")[2]) for base in state.bases)
    return own or next((found for base in bases if base and (found := helper_of(base, name, classes))), None)


def starts_by_asking_who(
    state: ast.ClassDef, method: Function, asking: str, classes: dict[str, ast.ClassDef], *, deep: int = 2
) -> bool:
    """Whether the first thing a method does is to find out who asks, itself or in a helper of its class."""
    body = without_docstring(method.body)
    calls = [node for node in ast.walk(body[0]) if isinstance(node, ast.Await)] if body else []
    for call in calls:
        name = dotted(call.value)
        # It, or it and what the person looks at in the same go.
        if name in (f"self.{asking}", f"self.{asking}_and"):
            return True
        helper = helper_of(state, name.removeprefix("self."), classes) if name.startswith("self.") else None
        if helper is not None and deep and starts_by_asking_who(state, helper, asking, classes, deep=deep - 1):
            return True
    return False


def who_comes_late(module: Module) -> list[str]:
    """Handlers that do something before they know who asks."""
    classes = {state.name: state for other in (*STATES, module) for state in state_classes(other)}
    return [
        f"{module.at(method)} {state.name}.{method.name}"
        for state in state_classes(module)
        for method in functions(state.body)
        if (event := event_of(method)) is not None
        and (asking := PERSON[event]) is not None
        and not starts_by_asking_who(state, method, asking, classes)
    ]


def table_vars(module: Module) -> list[str]:
    """Vars declared as rows, or as anything made of rows."""
    return [
        f"{module.at(statement)} {state.name}.{ast.unparse(statement.target)}"
        for state in state_classes(module)
        for statement in state.body
        if isinstance(statement, ast.AnnAssign)
        and TABLES & {dotted(node).rpartition(".")[2] for node in ast.walk(statement.annotation)}
    ]


def plain_handlers(module: Module) -> list[str]:
    """Handlers that would hold up everybody else's page while they run."""
    return [
        f"{module.at(method)} {state.name}.{method.name}"
        for state in state_classes(module)
        for method in functions(state.body)
        if event_of(method) is not None and not isinstance(method, ast.AsyncFunctionDef)
    ]


def test_every_public_method_is_on_the_list() -> None:
    assert [found for module in STATES for found in undecorated(module)] == []


def test_every_handler_finds_out_who_asks_before_anything_else() -> None:
    assert [found for module in STATES for found in who_comes_late(module)] == []


def test_no_var_holds_a_row() -> None:
    assert [found for module in STATES for found in table_vars(module)] == []


def test_no_handler_runs_on_the_loop() -> None:
    assert [found for module in STATES for found in plain_handlers(module)] == []


def test_there_are_states_and_handlers_to_look_at() -> None:
    handlers = [m for module in STATES for s in state_classes(module) for m in functions(s.body) if event_of(m)]
    assert len(handlers) > 10


WRONG = parsed(
    """
class DayState(Guard, rx.State):
    rows: list[Patient] = []

    @patient_event()
    async def open(self) -> None:
        self.busy = True
        await self._require_patient()

    @staff_event()
    async def read(self) -> None:
        await self._require_patient()

    @patient_event()
    def close(self) -> None:
        pass

    def anyone(self) -> None:
        pass
"""
)
RIGHT = parsed(
    '''
class DayState(Guard, rx.State):
    rows: list[PatientView] = []

    @patient_event()
    async def open(self) -> None:
        """Open."""
        patient = await self._require_patient()

    @staff_event()
    async def read(self) -> None:
        await self._show()

    @anyone_event()
    async def wait(self) -> None:
        self.waiting = True

    async def _show(self) -> None:
        staff = await self._require_staff()
'''
)


def test_the_rules_catch_what_they_should_and_nothing_else() -> None:
    assert [name.rpartition(".")[2] for name in undecorated(WRONG)] == ["anyone"]
    assert [name.rpartition(".")[2] for name in who_comes_late(WRONG)] == ["open", "read", "close"]
    assert [name.rpartition(".")[2] for name in table_vars(WRONG)] == ["rows"]
    assert [name.rpartition(".")[2] for name in plain_handlers(WRONG)] == ["close"]
    for rule in (undecorated, who_comes_late, table_vars, plain_handlers):
        assert rule(RIGHT) == []
