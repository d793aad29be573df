"""The services keep their promises on both databases: each test that has one runs on each."""

import pytest

from tests.conftest import POSTGRES, SQLITE


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite and PostgreSQL, but for what a test says it is about: `@pytest.mark.only("sqlite")`."""
    if "engine_name" not in metafunc.fixturenames:
        return
    said = metafunc.definition.get_closest_marker("only")
    metafunc.parametrize("engine_name", said.args if said is not None else (SQLITE, POSTGRES), scope="function")
