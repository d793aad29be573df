"""Asks for a time and takes it back, over and over, and writes down what was acknowledged; made to be killed."""

import os
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from models.columns import new_id
from models.tables import SlotRequest
from models.vocabulary import CentreId, PatientId, PracticeId, RequestStatus
from portal_app import clock
from portal_app.domain.problems import Problem
from portal_app.domain.refs import NOWHERE, PatientRef
from portal_app.services import slot_requests, transaction
from portal_app.services.transaction import Database, read
from tests.builders import NOW, at


def ask_over_and_over(said: Path, url: str, *, practice_id: str, patient_id: str, centre_id: str, starts: str) -> None:
    """Until killed."""
    file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    clock.start_at(NOW)
    transaction.use(Database(url))
    patient = PatientRef(PracticeId(practice_id), PatientId(patient_id))
    while True:
        try:
            # What one before asked for and was killed before it took back would have every wish refused.
            for left in _pending(patient):
                slot_requests.cancel(patient, left, origin=NOWHERE)
                os.write(file, f"cancelled {left}\n".encode())
            asked = slot_requests.ask(
                patient, at(starts), centre_id=CentreId(centre_id), message="", key=new_id(), origin=NOWHERE
            )
            os.write(file, f"made {asked}\n".encode())
            slot_requests.cancel(patient, asked, origin=NOWHERE)
            os.write(file, f"cancelled {asked}\n".encode())
        except Problem as problem:
            os.write(file, f"refused {problem.code}\n".encode())


def _pending(patient: PatientRef) -> list[str]:
    with read() as db:
        chosen = sa.select(col(SlotRequest.id)).where(
            col(SlotRequest.patient_id) == patient.patient_id, col(SlotRequest.status) == RequestStatus.PENDING
        )
        return list(db.scalars(chosen))
