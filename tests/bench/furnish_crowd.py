"""Adds a crowd to the demo practice: patients with a session each, some with a PIN. `crowd.json` lists them."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from models.tables import Patient, PatientAccess
from models.vocabulary import PatientId, PatientStatus, PracticeId
from portal_app import clock, settings
from portal_app.api.cookies import PATIENT_SESSION
from portal_app.domain.refs import NOWHERE, PatientRef
from portal_app.services import access_codes, device_sessions, hashing, transaction
from portal_app.services.hashing import Seal
from portal_app.services.transaction import Database, Transaction

FILE = "crowd.json"
PIN = "7391"


def main(number: int, with_pin: int) -> None:
    """So many patients, and a PIN for the first of them."""
    now = settings.current()
    database = Database(now.database_url)
    transaction.use(database)
    with transaction.read() as db:
        models = _models(db)
    people = [
        Patient(**models[one % len(models)], name=f"Nadie {one:05}", given_name="Nadie", created_at=clock.now())
        for one in range(number)
    ]
    with ThreadPoolExecutor() as pool:
        hashes = list(pool.map(lambda one: hashing.hash_secret(one.id, PIN), people[:with_pin]))
    pins = [*hashes, *[None] * (number - len(hashes))]
    with transaction.write() as db:
        told = [_enter(db, patient, pin_hash) for patient, pin_hash in zip(people, pins, strict=True)]
    (now.data_dir / FILE).write_text(json.dumps(told), encoding="utf-8")
    database.close()


def _models(db: Transaction) -> list[dict[str, Any]]:
    """What the crowd has in common with patients who are there: whom they see, for what, where."""
    names = ("practice_id", "therapist_id", "service_id", "centre_id", "locale", "since", "may_ask")
    chosen = sa.select(*(getattr(Patient, name) for name in names)).where(col(Patient.status) == PatientStatus.ACTIVE)
    return [dict(row) for row in db.execute(chosen.order_by(col(Patient.name))).mappings()]


def _enter(db: Transaction, patient: Patient, pin_hash: str | None) -> dict[str, str]:
    db.add(patient)
    db.flush()
    now = clock.now()
    code = access_codes.issue(db, practice_id=patient.practice_id, patient_id=patient.id)
    if pin_hash is not None:
        access_codes.keep_pin(db, practice_id=patient.practice_id, patient_id=patient.id, pin_hash=pin_hash)
    db.execute(
        sa.update(PatientAccess)
        .where(col(PatientAccess.patient_id) == patient.id)
        .values(first_entry_at=now, last_entry_at=now)
    )
    ref = PatientRef(PracticeId(patient.practice_id), PatientId(patient.id))
    opened = device_sessions.open_session(db, ref, None, NOWHERE)
    sealed = hashing.seal(Seal.PATIENT_COOKIE, opened.session_secret)
    return {"code": code, "cookies": f"{PATIENT_SESSION.wire_name}={sealed}"}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
