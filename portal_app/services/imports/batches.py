"""What every import has in common: who may, one transaction for all of it, and what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from models.vocabulary import PracticeId, Role
from portal_app.domain.imports.flaws import Flaw
from portal_app.domain.problems import NotAllowed, NotYours
from portal_app.domain.refs import StaffRef
from portal_app.services.transaction import Transaction, read, write


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: how many rows were, or in a dry run would be, written, and every flaw.

    `refused`: nothing was written, because of the flaws. `batch_id` None: nothing was written at all.
    """

    batch_id: str | None
    written: int
    flaws: tuple[Flaw, ...]
    refused: bool = False


def may_import(by: StaffRef | None, practice_id: PracticeId) -> None:
    """Admins import, and the operator at the command line. `NotAllowed`, `NotYours`."""
    if by is None:
        return
    if by.practice_id != practice_id:
        raise NotYours
    if by.role is not Role.ADMIN:
        raise NotAllowed


@contextmanager
def read_or_write(*, dry_run: bool) -> Iterator[Transaction]:
    """One transaction for the whole import; a dry run only reads."""
    with read() if dry_run else write() as db:
        yield db
