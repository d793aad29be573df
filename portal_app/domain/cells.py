"""Cells of a sheet that people open in a spreadsheet."""

_BEGIN_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: one that could be is quoted."""
    return f"'{text}" if text.startswith(_BEGIN_A_FORMULA) else text
