"""What is worked out once for all who look: it holds until something is written that could change it.

The database raises a practice's number at every write to what decides its free times (`TimesVersion`). The number is
read in the same look as everything else, so what is found here is what the tables would say to this look, in whichever
process the write was. In a transaction that writes nothing is found here and nothing kept.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import col

from models.practice import TimesVersion
from portal_app.services.transaction import Transaction

# Of each process. The free times of one therapist up to the horizon are the largest, some sixty kilobytes.
MOST = 256

Value = TypeVar("Value")

_VERSION = sa.select(col(TimesVersion.version)).where(
    col(TimesVersion.practice_id) == sa.bindparam("practice_id", type_=sa.String())
)

Kept = OrderedDict[Hashable, tuple[int, Any]]


def find(db: Transaction, practice_id: str, name: Hashable) -> Any:
    """What was kept under this name and still holds, or None."""
    if db.writes:
        return None
    kept = _kept(db)
    known = kept.get((practice_id, name))
    if known is None or known[0] != _version(db, practice_id):
        return None
    # Another thread may have made room meanwhile.
    with suppress(KeyError):
        kept.move_to_end((practice_id, name))
    return known[1]


def keep(db: Transaction, practice_id: str, name: Hashable, value: object) -> None:
    """Keep what this look worked out, as long as it holds and there is room: what was found longest ago goes first."""
    if db.writes:
        return
    kept = _kept(db)
    kept.pop((practice_id, name), None)
    kept[practice_id, name] = (_version(db, practice_id), value)
    while len(kept) > MOST:
        with suppress(KeyError):
            kept.popitem(last=False)


def once(db: Transaction, practice_id: str, name: Hashable, make: Callable[[], Value]) -> Value:
    """What `make` finds, which is never None, or found for an earlier look."""
    found = find(db, practice_id, name)
    if found is None:
        found = make()
        keep(db, practice_id, name, found)
    return found


def _kept(db: Transaction) -> Kept:
    return db.base.shared


def _version(db: Transaction, practice_id: str) -> int:
    """The practice's number as this look sees it; 0 before the first write."""
    seen = db.info.get(practice_id)
    if seen is None:
        seen = db.info[practice_id] = db.columns(_VERSION, {"practice_id": practice_id}).scalar() or 0
    return seen
