"""The file that somebody is looking at before it is imported: sealed, theirs alone, gone within the hour (PR-4)."""

import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import col

from models.practice import ImportUpload
from portal_app import clock
from portal_app.domain.problems import FileTooBig
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import denials, hashing
from portal_app.services.hashing import Seal
from portal_app.services.imports.batches import may_import
from portal_app.services.transaction import read, write

MOST_BYTES = 10_000_000
STAYS = timedelta(hours=1)


class UploadKind(StrEnum):
    """What is to be imported."""

    PATIENTS = "patients"
    AGENDA = "agenda"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    kind: UploadKind
    file_name: str
    data: bytes


def keep(staff: StaffRef, kind: UploadKind, *, file_name: str, data: bytes, origin: Origin) -> None:
    """Put the file by for its sender to look at; one they sent before is forgotten. `NotAllowed`, `FileTooBig`."""
    with denials.traced(staff, origin, "import"), write() as db:
        may_import(staff, staff.practice_id)
        if len(data) > MOST_BYTES:
            raise FileTooBig(most=MOST_BYTES // 1_000_000)
        db.execute(sa.delete(ImportUpload).where(*_theirs(staff)))
        db.add(
            ImportUpload(
                staff_id=staff.staff_id,
                practice_id=staff.practice_id,
                kind=kind.value,
                file_name=file_name[-200:],
                content=hashing.seal(Seal.UPLOAD, b64encode(zlib.compress(data)).decode()),
                at=clock.now(),
            )
        )


def kept(staff: StaffRef) -> Upload | None:
    """The file they sent within the last hour, or None."""
    with read() as db:
        row = db.execute(
            sa.select(col(ImportUpload.kind), col(ImportUpload.file_name), col(ImportUpload.content)).where(
                *_theirs(staff), col(ImportUpload.at) > clock.now() - STAYS
            )
        ).first()
    text = hashing.unseal(Seal.UPLOAD, row.content) if row else None
    if row is None or text is None:
        return None
    return Upload(UploadKind(row.kind), row.file_name, zlib.decompress(b64decode(text)))


def forget(staff: StaffRef) -> None:
    """Forget the file they sent."""
    with write() as db:
        db.execute(sa.delete(ImportUpload).where(*_theirs(staff)))


def forget_old(now: datetime) -> int:
    """Forget every file that was put by more than an hour ago; how many there were. For the jobs."""
    with write() as db:
        gone = db.execute(sa.delete(ImportUpload).where(col(ImportUpload.at) <= now - STAYS))
        return int(gone.rowcount)  # pyright: ignore[reportAttributeAccessIssue]  a DELETE's result counts its rows


def _theirs(staff: StaffRef) -> tuple[sa.ColumnElement[bool], ...]:
    return col(ImportUpload.practice_id) == staff.practice_id, col(ImportUpload.staff_id) == staff.staff_id
