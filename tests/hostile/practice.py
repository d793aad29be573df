"""The cast, each with something of their own that nobody else may ever be sent."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from models.patients import Patient
from models.practice import Practice, StaffMember
from portal_app.domain.refs import PatientRef, StaffRef
from portal_app.services import access_codes, staff_accounts, transaction
from tests import builders

FILE = "told.json"
PASSWORD = "vora el mar de nit 41"
PINS = {"ana": "7391", "biel": "8264", "clara": "9157"}
CODES = {"ana": "K7M4QZ", "biel": "B2C3D4", "clara": "W8R9T2"}
NOBODYS_CODE = "ZZZZZZ"


@dataclass
class Person:
    """A patient as the tests know them. `canaries`: what only they, and staff who may, are ever sent."""

    name: str
    patient_id: str
    code: str
    pin: str
    requests: list[str] = field(default_factory=list)
    appointments: list[str] = field(default_factory=list)
    canaries: list[str] = field(default_factory=list)


def furnish() -> dict[str, Any]:
    """Alba Psicologia with everybody in it, and a practice next door in the same tables whom it is none of (PR-5)."""
    cast = builders.the_cast()
    patients = {"ana": cast.ana, "biel": cast.biel, "clara": cast.clara}
    people = {name: _person(cast, name, ref) for name, ref in patients.items()}
    staff = {"marta": cast.marta, "jordi": cast.jordi, "ruth": cast.ruth, "olga": cast.olga}
    hashed = staff_accounts.hash_password(PASSWORD)
    members = {name: _member(ref, hashed) for name, ref in staff.items()}
    return {
        "practice_id": cast.practice_id,
        "centre_id": cast.gracia,
        "people": {name: asdict(person) for name, person in people.items()},
        "staff": members,
        "neighbour": _next_door(),
    }


def _next_door() -> dict[str, Any]:
    """Another practice with a patient, a request and an appointment; in each of its texts a canary."""
    cast = builders.the_cast(name="Canary Veïna", slug="canary-next-door")
    with transaction.write() as db:
        db.get_one(Practice, cast.practice_id).created_at += timedelta(days=1)
        patient = db.get_one(Patient, cast.ana.patient_id)
        patient.name, patient.given_name, patient.phone = "Canary Next-Door", "Canary", "+34600999999"
        for ref in (cast.biel, cast.clara):
            row = db.get_one(Patient, ref.patient_id)
            row.name, row.given_name = f"Canary {ref.patient_id}", "Canary"
        for ref in (cast.marta, cast.jordi, cast.ruth, cast.olga):
            db.get_one(StaffMember, ref.staff_id).name = f"Canary {ref.staff_id}"
    request_id = builders.slot_request(cast, cast.ana, "2026-10-26 10:00", message="canary-message-next-door")
    ids = {
        "practice": cast.practice_id,
        "patient": cast.ana.patient_id,
        "request": request_id,
        "appointment": builders.appointment(cast, cast.ana, "2026-10-26 12:00"),
        "therapist": cast.marta.staff_id,
        "centre": cast.gracia,
        "service": cast.individual,
        "time_off": builders.time_off(cast, "2026-10-29", therapist=cast.marta),
    }
    words = ["Canary", "canary-message-next-door", "+34600999999", "canary-next-door"]
    return {**ids, "canaries": [*ids.values(), *words]}


def _person(cast: builders.Cast, name: str, ref: PatientRef) -> Person:
    """A file with a canary in every text, a request, and an appointment."""
    with transaction.write() as db:
        row = db.get_one(Patient, ref.patient_id)
        row.email = f"canary-{name}@patients.example"
        full_name, phone = row.name, row.phone
        access_codes.issue(db, practice_id=ref.practice_id, patient_id=ref.patient_id, code=CODES[name])
        access_codes.set_pin(db, practice_id=ref.practice_id, patient_id=ref.patient_id, pin=PINS[name])
    day = {"ana": 26, "biel": 27, "clara": 28}[name]
    message = f"canary-message-of-{name}"
    request_id = builders.slot_request(cast, ref, f"2026-10-{day} 10:00", message=message)
    appointment_id = builders.appointment(cast, ref, f"2026-10-{day} 12:00")
    return Person(
        name=full_name,
        patient_id=ref.patient_id,
        code=CODES[name],
        pin=PINS[name],
        requests=[request_id],
        appointments=[appointment_id],
        canaries=[
            full_name,
            phone,
            f"canary-{name}@",
            message,
            ref.patient_id,
            request_id,
            appointment_id,
            CODES[name],
        ],
    )


def _member(ref: StaffRef, password_hash: str) -> dict[str, str]:
    with transaction.write() as db:
        row = db.get_one(StaffMember, ref.staff_id)
        row.password_hash = password_hash
        return {"staff_id": ref.staff_id, "email": row.email, "password": PASSWORD, "role": row.role.value}
