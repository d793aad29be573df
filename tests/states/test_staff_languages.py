"""UX-1: what stands open beside a staff page speaks the language that the page changes to, without a browser."""

from typing import Any

import pytest
import reflex as rx

from portal_app.presenters.staff.agenda import column_key
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.booking import BookingState
from portal_app.states.staff.card import CardState
from portal_app.states.staff.decision import CHANGE, NO, PROPOSE, DecisionState
from portal_app.states.staff.discharging import DischargeState
from portal_app.states.staff.inbox import InboxState
from portal_app.states.staff.new_patient import NewPatientState
from portal_app.states.staff.pack_form import PackFormState
from portal_app.states.staff.patient_details import PatientDetailsState
from portal_app.states.staff.patient_file import PatientFileState
from portal_app.states.staff.patients import PatientsState
from portal_app.states.staff.planning import FORM_STEP
from portal_app.states.staff.settings.centres import CentresState
from portal_app.states.staff.settings.holidays import HolidaysState
from portal_app.states.staff.settings.hours import HoursState
from portal_app.states.staff.settings.messages import MessagesState
from portal_app.states.staff.settings.policies import GeneralState, PoliciesState
from portal_app.states.staff.settings.services import ServicesState
from portal_app.states.staff.settings.team import TeamState
from portal_app.states.staff.settings.time_off import TimeOffState
from portal_app.states.staff.why import WhyState
from tests.builders import Cast, appointment, on, pack, slot_request
from tests.states.staff_page import go, open_page, send

AGENDA, INBOX, FILE, PATIENTS = "agenda", "inbox", "patients/{ana}", "patients"
PAGES: dict[str, type[rx.State]] = {
    AGENDA: AgendaState,
    INBOX: InboxState,
    FILE: PatientFileState,
    PATIENTS: PatientsState,
}

IDS = {"key", "therapist_id"}

Steps = list[tuple[str, dict[str, Any]]]

SETTINGS: list[tuple[type[rx.State], Steps]] = [
    (GeneralState, [("save", {"form": {"name": ""}})]),
    (PoliciesState, [("typed", {"name": "notice_hours", "value": "many"}), ("save", {"form": {}})]),
    (MessagesState, [("save", {"form": {"body_es": "{nobody}"}})]),
    (ServicesState, [("open", {"key": "{individual}"}), ("ask_retire", {})]),
    (ServicesState, [("start", {}), ("save", {"form": {}})]),
    (
        CentresState,
        [("open", {"key": "{gracia}"}), ("ask_retire", {}), ("choose_instead", {"key": "{online}"})],
    ),
    (TeamState, [("open", {"key": "{marta}"}), ("ask_retire", {})]),
    (HolidaysState, [("start", {}), ("save", {"form": {"name": ""}})]),
    (
        HoursState,
        [("choose_therapist", {"therapist_id": "{marta}"}), ("toggle", {"weekday": 3, "value": False}), ("save", {})],
    ),
    (TimeOffState, [("start", {}), ("typed", {"name": "from_day", "value": "2026-10-22"}), ("save", {"form": {}})]),
]


def shown(panel: rx.State) -> dict[str, Any]:
    """What it has a page draw, but for the count of its openings and for what was done, which a new page forgets."""
    return {name: panel.get_value(name) for name in panel.base_vars if name not in ("number", "said")}


@pytest.mark.parametrize(
    ("where", "kind", "steps"),
    [
        (AGENDA, BookingState, [("start", {"at": "2026-10-22T11:00", "therapist_id": "{marta}"})]),
        (AGENDA, BookingState, [("start", {"at": "", "therapist_id": ""}), ("find", {"query": "clara"})]),
        (AGENDA, WhyState, [("open", {"key": "{day}"})]),
        (AGENDA, CardState, [("open", {"appointment_id": "{booked}"})]),
        (AGENDA, CardState, [("open", {"appointment_id": "{booked}"}), ("go", {"step": FORM_STEP})]),
        (INBOX, DecisionState, [("open", {"request_id": "{wish}"})]),
        *(
            (INBOX, DecisionState, [("answer", {"doing": doing, "request_id": "{wish}"})])
            for doing in (CHANGE, PROPOSE, NO)
        ),
        (INBOX, DecisionState, [("open", {"request_id": "{wish}"}), ("none_suits", {})]),
        (PATIENTS, NewPatientState, [("start", {"name": ""})]),
        (FILE, PatientDetailsState, [("start", {})]),
        (FILE, PackFormState, [("start", {})]),
        (FILE, PackFormState, [("open", {"pack_id": "{pack}"})]),
        (FILE, DischargeState, [("start", {})]),
    ],
)
async def test_an_open_panel_is_as_if_it_were_opened_in_the_language_chosen_since(
    cast: Cast, where: str, kind: type[rx.State], steps: Steps
) -> None:
    made = {
        "ana": cast.ana.patient_id,
        "marta": cast.marta.staff_id,
        "booked": appointment(cast, cast.ana, "2026-10-22 10:00"),
        "wish": slot_request(cast, cast.ana, "2026-10-23 10:00"),
        "pack": pack(cast.ana),
        "day": column_key(on("2026-10-22"), cast.jordi.staff_id),
    }
    address = f"/staff/{where}".format(**made)

    async def opened(language: str) -> rx.State:
        # Reception chooses a therapist for whoever is new, which a therapist does not.
        page = await open_page(PAGES[where], cast.ruth, f"/{language}{address}")
        await send(page, "load")
        panel = await page.get_state(kind)
        for event, given in steps:
            await send(panel, event, **{name: value.format(**made) for name, value in given.items()})
        return panel

    panel, afresh = await opened("es"), await opened("ca")
    assert shown(panel) != shown(afresh)
    go(panel, f"/ca{address}")
    await send(await panel.get_state(PAGES[where]), "load")
    assert shown(panel) == shown(afresh)


@pytest.mark.parametrize(("kind", "steps"), SETTINGS)
async def test_a_page_of_the_settings_is_as_if_it_were_filled_in_the_language_chosen_since(
    cast: Cast, kind: type[rx.State], steps: Steps
) -> None:
    appointment(cast, cast.ana, "2026-10-22 10:00")
    made = {"individual": cast.individual, "gracia": cast.gracia, "online": cast.online, "marta": cast.marta.staff_id}

    async def opened(language: str) -> rx.State:
        page = await open_page(kind, cast.olga, f"/{language}/staff/settings")
        await send(page, "load")
        for event, given in steps:
            said = {name: value.format(**made) if name in IDS else value for name, value in given.items()}
            await send(page, event, **said)
        return page

    page, afresh = await opened("es"), await opened("ca")
    assert shown(page) != shown(afresh)
    go(page, "/ca/staff/settings")
    await send(page, "load")
    assert shown(page) == shown(afresh)
