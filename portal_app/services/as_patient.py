"""See as the patient: what a patient reads in the portal, read by staff, with nothing that writes (AG-9).

A patient's session is never made. The reads are the patient's own services, asked with a reference that lives for one
call; each looks in transactions that write nothing. Only the entry of the trail is written, before anything is read.
"""

from dataclasses import dataclass
from datetime import date

from models.vocabulary import Action, PatientId, PatientStatus
from portal_app.domain.problems import PatientDischarged
from portal_app.domain.refs import Origin, PatientRef, StaffRef
from portal_app.services import access, calendar, denials, looking, own_record
from portal_app.services.calendar import Day, Home, Requests
from portal_app.services.own_record import Me, Packs
from portal_app.services.transaction import Transaction, read, write

# As far as staff can turn the months, either way.
FARTHEST = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """The pages of a patient's portal, at one moment."""

    patient_id: PatientId
    home: Home
    requests: Requests
    packs: Packs
    me: Me


def begin(staff: StaffRef, patient_id: PatientId | str, *, origin: Origin) -> Seen:
    """Begin to look; the trail says so once for each opening, and the patient reads it there.

    `NotYours`, `PatientDischarged`.
    """
    with denials.traced(staff, origin, "as_patient"), write() as db:
        patient = _in_their_place(db, staff, patient_id)
        looking.told(db, staff, patient.patient_id, Action.SEEN_AS_PATIENT, origin=origin)
    return _seen(patient, 0)


def go_on(staff: StaffRef, patient_id: PatientId | str, *, away: int = 0) -> Seen:
    """The same again for a page that is open, `away` months from this one: one look, one entry in the trail."""
    with read() as db:
        patient = _in_their_place(db, staff, patient_id)
    return _seen(patient, max(-FARTHEST, min(FARTHEST, away)))


def day(staff: StaffRef, patient_id: PatientId | str, on: date) -> Day:
    """One date of the patient's calendar, with the times they could ask for."""
    with read() as db:
        patient = _in_their_place(db, staff, patient_id)
    return calendar.day(patient, on)


def _in_their_place(db: Transaction, staff: StaffRef, patient_id: PatientId | str) -> PatientRef:
    """The patient whom this person may see, as the patient's own reads name them."""
    row = access.patient_for_staff(db, staff, patient_id)
    if row.status is PatientStatus.DISCHARGED:
        raise PatientDischarged
    return PatientRef(staff.practice_id, PatientId(row.id))


def _seen(patient: PatientRef, away: int) -> Seen:
    return Seen(
        patient_id=patient.patient_id,
        home=calendar.home(patient, back=max(-away, 0), ahead=max(away, 0)),
        requests=calendar.requests(patient, most=calendar.MOST_ANSWERED),
        packs=own_record.packs(patient),
        me=own_record.me(patient),
    )
