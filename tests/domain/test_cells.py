"""No cell of a sheet is a formula."""

import pytest

from portal_app.domain.cells import inert


@pytest.mark.parametrize("cell", ["=1+1", "+34600", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_could_be_a_formula_is_quoted(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ana", "a=b", "1-2", " =1"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert inert(cell) == cell
