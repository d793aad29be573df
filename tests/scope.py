"""Watches the services' queries: each that reads a practice's table says which practice, or by what else it is bound.

Every test with a database is a test of this too (PR-5, ID-7).
"""

import re
import sys
from pathlib import Path
from types import FrameType

import sqlalchemy as sa

from models.tables import metadata
from portal_app.services.transaction import Database

ROOT = Path(__file__).parents[1]
SERVICES = str(ROOT / "portal_app" / "services")
INFRASTRUCTURE = (str(ROOT / "portal_app" / "services" / "transaction.py"), str(ROOT / ".venv"))

OWNED = {table.name for table in metadata.sorted_tables if "practice_id" in table.columns}
TABLE = re.compile(r"\b(?:FROM|JOIN)\s+\"?(\w+)", re.IGNORECASE)

# A condition that names one patient, one session or one secret binds a query as tightly as the practice does:
# the first comes out of a reference made at a door, the others are 256 random bits or keyed hashes.
BOUND = re.compile(
    r"practice_id\s*(?:=|IN)|\bpractice\.id\s*=|\bpatient_id\s*=|secret_hash\s*(?:=|IN)|token_hash\s*(?:=|IN)|lookup_hash\s*(?:=|IN)",
    re.IGNORECASE,
)

# The few that are bound otherwise, and by what.
EXCEPTIONS = {
    ("staff_sign_in.py", "enter"): "an e-mail address is one person's in the whole installation",
    ("staff_sign_in.py", "choose_password"): "the member's id comes out of a cookie that only this installation seals",
    ("team.py", "_tidy"): "an e-mail address is one person's in the whole installation",
    ("sign_in.py", "first_entry"): "the patient's id was just found by the code's keyed hash",
    ("device_sessions.py", "_rotate"): "the device's id was just found by its token's hash",
    ("deciding.py", "accept"): "the row was just found in the practice, and is read again under a lock",
    ("deciding.py", "expire"): "the job ends what has passed in every practice",
    ("denials.py", "tell_repeated"): "the job tells of every practice's, each in its own trail",
    ("key_rotation.py", "renew_codes"): "a secret is the whole installation's, and so are the codes under it",
    ("key_rotation.py", "_codes"): "as above",
    ("key_rotation.py", "left_behind"): "as above: doctor counts, and names nobody",
}


def unscoped(statement: str) -> bool:
    """Whether it reads an owned table without a condition that keeps it to one practice."""
    if not statement.lstrip().upper().startswith("SELECT"):
        return False
    tables = {name.lower() for name in TABLE.findall(statement)}
    _before, _where, conditions = statement.partition("WHERE")
    return bool(tables & OWNED) and not BOUND.search(conditions)


class Watch:
    """Collects what a database's engine is asked by services without saying for whom."""

    def __init__(self, database: Database) -> None:
        self.found: set[str] = set()
        sa.event.listen(database.engine, "before_cursor_execute", self._look)

    def _look(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if unscoped(statement) and (place := _asking(sys._getframe(1))):
            self.found.add(f"{place}: {' '.join(statement.split())}")


def _asking(frame: FrameType | None) -> str | None:
    """The service's line that asks; None when a test or the demo asks by itself."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(str(ROOT)) and not file.startswith(INFRASTRUCTURE):
            known = (Path(file).name, frame.f_code.co_name) in EXCEPTIONS
            return f"{Path(file).name}:{frame.f_lineno}" if file.startswith(SERVICES) and not known else None
        frame = frame.f_back
    return None
