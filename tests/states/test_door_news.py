"""What happened at patients' doors stands in the inbox (ID-12)."""

from models.tables import PatientAccess
from portal_app import clock
from portal_app.services import transaction
from portal_app.states.staff.inbox import InboxState
from tests.builders import Cast
from tests.states.staff_page import open_page, send


async def test_a_blocked_pin_stands_in_the_inbox_with_the_way_to_its_file(cast: Cast) -> None:  # ID-12
    with transaction.write() as db:
        db.get_one(PatientAccess, cast.ana.patient_id).blocked_at = clock.now()
        db.get_one(PatientAccess, cast.biel.patient_id).first_entry_at = clock.now()
    page = await open_page(InboxState, cast.marta, "/es/staff/inbox")
    await send(page, "load")
    assert [(one.name, one.what, one.patient_id) for one in page.doors] == [
        ("Ana Ribas Font", "Demasiados PIN incorrectos: bloqueo, hoy, 9:00", cast.ana.patient_id),
        ("Biel Costa Vila", "Primera entrada en el portal, hoy, 9:00", cast.biel.patient_id),
    ]
