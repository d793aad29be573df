"""The secret changes: what is kept under an older one is renewed, by itself or by its owner (GD-6).

Access codes are sealed, so they are opened and kept anew without anybody doing anything. A PIN or a password is known
to its owner alone: it is renewed when the owner shows the right one. Tokens of browsers are renewed at the next PIN.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from models.devices import Device
from models.patients import AccessCode, PatientAccess
from models.practice import StaffMember
from portal_app import clock
from portal_app.domain import device_access
from portal_app.services import hashing
from portal_app.services.hashing import Seal
from portal_app.services.transaction import Transaction, read, write

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """How much is still kept under an older secret, and how much under none that is known any more.

    `phones` are browsers that know their patient: without the older secret they ask for the code once more.
    """

    codes: int
    pins: int
    passwords: int
    lost: int
    phones: int = 0


def renew_codes() -> int:
    """Keep every access code under the secret in use, dead ones too; how many were not."""
    if len(hashing.keys().secrets) == 1:
        return 0
    with read() as db:
        outdated = [code_id for code_id, ciphertext in _codes(db) if _is_renewable(ciphertext)]
    for first in range(0, len(outdated), AT_ONCE):
        with write() as db:
            for row in db.scalars(
                sa.select(AccessCode).where(col(AccessCode.id).in_(outdated[first : first + AT_ONCE]))
            ):
                _renew(row)
    return len(outdated)


def _is_renewable(ciphertext: str) -> bool:
    return (
        not hashing.opens_with_first(Seal.ACCESS_CODE, ciphertext)
        and hashing.unseal(Seal.ACCESS_CODE, ciphertext) is not None
    )


def _renew(row: AccessCode) -> None:
    code = hashing.unseal(Seal.ACCESS_CODE, row.ciphertext)
    if code is not None:
        row.lookup_hash = hashing.code_hash(code)
        row.ciphertext = hashing.seal(Seal.ACCESS_CODE, code)


def left_behind() -> LeftBehind:
    """What would be lost if only the secret in use were left, and what is lost already."""
    with read() as db:
        codes = [ciphertext for _, ciphertext in _codes(db)]
        pins = db.scalars(sa.select(col(PatientAccess.pin_hash)).where(col(PatientAccess.pin_hash).is_not(None))).all()
        passwords = db.scalars(sa.select(col(StaffMember.password_hash)).where(col(StaffMember.password_hash) != ""))
        known = sa.select(col(Device.secret_mark)).where(
            col(Device.revoked_at).is_(None), col(Device.last_used_at) > clock.now() - device_access.KNOWN_FOR
        )
        phones = sum(map(hashing.is_of_an_older_secret, db.scalars(known)))
        slow = [[kept for kept in some if kept] for some in (pins, passwords)]
    lost = sum(hashing.unseal(Seal.ACCESS_CODE, ciphertext) is None for ciphertext in codes)
    return LeftBehind(
        codes=sum(map(_is_renewable, codes)),
        pins=sum(map(_is_outdated, slow[0])),
        passwords=sum(map(_is_outdated, slow[1])),
        lost=lost + sum(map(hashing.is_lost, slow[0] + slow[1])),
        phones=phones,
    )


def _is_outdated(kept: str) -> bool:
    return hashing.is_outdated(kept) and not hashing.is_lost(kept)


def _codes(db: Transaction) -> Iterator[tuple[str, str]]:
    """Every code's id and what is sealed of it."""
    for row in db.execute(sa.select(col(AccessCode.id), col(AccessCode.ciphertext)).order_by(col(AccessCode.id))):
        yield row.id, row.ciphertext
