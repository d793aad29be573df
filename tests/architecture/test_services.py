"""Services: a patient comes as a `PatientRef` or is asked for by staff; never as a bare id (ID-7)."""

import ast

from tests.architecture.sources import Function, Module, functions, modules, parsed

SERVICES = modules("portal_app/services")

BARE = {"patient_id", "patient_ids"}


def arguments(function: Function) -> dict[str, str]:
    """The names of a function's arguments and how each is annotated."""
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return {one.arg: ast.unparse(one.annotation) if one.annotation else "" for one in given}


def bare_patients(module: Module) -> list[str]:
    """Public functions that would believe anyone who names a patient.

    With a `StaffRef` it is asked whether the patient is theirs. Inside a caller's transaction (`db`) the caller asked.
    """
    found: list[str] = []
    for function in functions(module.tree.body):
        given = arguments(function)
        if function.name.startswith("_") or "Transaction" in given.values() or "StaffRef" in given.values():
            continue
        if BARE & given.keys():
            found.append(f"{module.at(function)} {function.name}")
    return found


def wrongly_named(module: Module) -> list[str]:
    """Arguments called `patient` or `staff` that are something else than a reference made at a door."""
    expected = {"patient": "PatientRef", "staff": "StaffRef"}
    return [
        f"{module.at(function)} {function.name}({name}: {annotation})"
        for function in functions(module.tree.body)
        if not function.name.startswith("_") and "Transaction" not in arguments(function).values()
        for name, annotation in arguments(function).items()
        if name in expected and expected[name] not in annotation
    ]


def test_a_service_takes_a_patient_as_a_reference() -> None:
    assert [found for module in SERVICES for found in bare_patients(module)] == []


def test_a_reference_is_called_what_it_is() -> None:
    assert [found for module in SERVICES for found in wrongly_named(module)] == []


def test_the_rules_catch_what_they_should_and_nothing_else() -> None:
    wrong = parsed("def read(patient_id: str) -> str: ...\ndef show(patient: str) -> str: ...\n")
    right = parsed(
        "def read(patient: PatientRef) -> str: ...\n"
        "def file(staff: StaffRef, patient_id: str) -> str: ...\n"
        "def issue(db: Transaction, *, patient_id: str) -> str: ...\n"
        "def _inner(patient_id: str) -> str: ...\n"
    )
    assert len(bare_patients(wrong)) == 1
    assert len(wrongly_named(wrong)) == 1
    assert bare_patients(right) == wrongly_named(right) == []
