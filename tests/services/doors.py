"""Set-ups the door tests share."""

from models.tables import StaffMember
from portal_app.domain.refs import Origin, PatientRef
from portal_app.services import access_codes, sign_in, staff_accounts, transaction
from portal_app.services.sign_in import Entered
from tests.builders import Cast

ANA_CODE = "K7M4QZ"
BIEL_CODE = "B2C3D4"
NOBODYS_CODE = "ZZZZZZ"
PIN = "7391"
WRONG_PIN = "8264"
PHONE = Origin(address="203.0.113.7", user_agent="Phone")
STRANGER = Origin(address="198.51.100.9", user_agent="Stranger")


def has_code(patient: PatientRef, code: str) -> None:
    """The patient's code, with no PIN yet."""
    with transaction.write() as db:
        access_codes.issue(db, practice_id=patient.practice_id, patient_id=patient.patient_id, code=code)


def has_pin(patient: PatientRef, code: str, pin: str = PIN) -> None:
    """The patient's code and PIN."""
    has_code(patient, code)
    with transaction.write() as db:
        access_codes.set_pin(db, practice_id=patient.practice_id, patient_id=patient.patient_id, pin=pin)


def ana_enters(device_token: str | None = None, *, origin: Origin = PHONE) -> Entered:
    """Ana, with her code and PIN."""
    return sign_in.enter(ANA_CODE, PIN, device_token=device_token, origin=origin)


def marta_has_password(cast: Cast, password: str) -> None:
    """Marta can sign in at the staff door."""
    with transaction.write() as db:
        db.get_one(StaffMember, cast.marta.staff_id).password_hash = staff_accounts.hash_password(password)
