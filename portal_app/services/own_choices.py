"""What a patient chooses for themselves and every browser of theirs follows (UX-1)."""

from models.vocabulary import Locale
from portal_app.domain.refs import PatientRef
from portal_app.services import access
from portal_app.services.transaction import write


def speak(patient: PatientRef, locale: Locale) -> None:
    """From now on the practice and its portal speak to the patient in this language."""
    with write() as db:
        file = access.patient_row(db, patient)
        file.locale = locale
        db.tell(patient.practice_id)
