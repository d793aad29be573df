"""A new appointment, or a series of them (AG-2, AG-3)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

import reflex as rx

from models.vocabulary import PatientId, StaffId
from portal_app import clock
from portal_app.domain.refs import StaffRef
from portal_app.domain.series import Repetition
from portal_app.presenters.staff import booking as presenter
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.booking import USUAL_TIMES, PatientOption
from portal_app.services import appointment_form, appointments, patients, series
from portal_app.services.appointment_form import Choices
from portal_app.services.patients import LONGEST_QUERY
from portal_app.services.series import Planned
from portal_app.states.gate import NAME, staff_event, words
from portal_app.states.guard import in_thread
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.forming import FORM, NEW
from portal_app.states.staff.panels import panel
from portal_app.states.staff.patient_file import PatientFileState
from portal_app.states.staff.planning import FORM_STEP, PlanPage
from portal_app.states.staff.typed import Typed

MOST_FOUND = 6
PLACE = ("on", "time", "minutes", "therapist_id")
OWN_RHYTHM = "n"


class Given(TypedDict):
    """What an appointment is made of."""

    therapist_id: StaffId
    service_id: str
    centre_id: str
    starts_at: datetime
    length: timedelta


@panel
class BookingState(PlanPage, rx.State):
    """The form: for whom, what, where and when, and whether it repeats.

    `lengths` are the services' own in minutes: the page brings the chosen one's where nobody wrote another.
    """

    therapists: rx.Field[list[Option]] = rx.field(default_factory=list)
    services: rx.Field[list[Option]] = rx.field(default_factory=list)
    centres: rx.Field[list[Option]] = rx.field(default_factory=list)
    lengths: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    patient: rx.Field[PatientOption] = rx.field(default_factory=PatientOption)
    found: rx.Field[list[PatientOption]] = rx.field(default_factory=list)
    nobody: bool = False
    sought: str = ""
    _of_file: str = ""

    @staff_event(at=words(16), therapist_id=NAME)
    async def start(self, at: str, therapist_id: str) -> None:
        """Begin one at that moment of the wall with that therapist; where empty, as the agenda shows."""
        staff = await self._require_staff()
        agenda = await self.get_state(AgendaState)
        day, _, time = at.partition("T")
        await self._begin_one(staff, therapist_id or agenda.view.therapist, day or agenda.day, time)
        if time and self.opened:
            await self._go_where_one_works(staff)
        self.patient, self.found, self.sought, self._of_file = PatientOption(), [], "", ""

    @staff_event(form=FORM)
    async def draw(self, form: dict[str, str]) -> None:
        """Begin one where the hand drew it in the grid; no length is its service's.

        A form that is open already only moves there: whom it is for and all else that was chosen stays.
        """
        staff = await self._require_staff()
        place = {name: form.get(name, "") for name in PLACE}
        if not self.opened or self.step != FORM_STEP:
            await self._begin_one(staff, place["therapist_id"], "", "")
            self.patient, self.found, self.sought, self._of_file = PatientOption(), [], "", ""
        if not self.opened:
            return
        known = {name: value for name, value in place.items() if value}
        if known.get("therapist_id") not in {one.value for one in self.therapists}:
            known.pop("therapist_id", None)
        self.filled = {**self.filled, **known}
        await self._go_where_one_works(staff)
        self.number += 1

    @staff_event()
    async def start_for_patient(self) -> None:
        """Begin one for the patient whose file is open."""
        staff = await self._require_staff()
        file = (await self.get_state(PatientFileState)).file
        if file.patient_id:
            await self._begin_one(staff, "", "", "")
            self.patient = PatientOption(file.patient_id, file.name, file.initials, "")

    @staff_event(query=words(LONGEST_QUERY))
    async def find(self, query: str) -> None:
        """Whom the words name, as they are typed."""
        staff = await self._require_staff()
        self.sought = query.strip()
        if not self.sought:
            self.found, self.nobody = [], False
            return
        found = await in_thread(patients.search, staff, query, limit=MOST_FOUND)
        self.found = [presenter.patient(one) for one in found.patients]
        self.nobody = not self.found

    @staff_event(patient_id=NAME)
    async def choose(self, patient_id: str) -> None:
        """It is for this one, among those found; for nobody yet (empty)."""
        await self._require_staff()
        one = next((one for one in self.found if one.patient_id == patient_id), PatientOption())
        self.patient, self.found, self.nobody, self.sought = one, [], False, ""

    @staff_event(form=FORM)
    async def submit(self, form: dict[str, str]) -> None:
        """Make it; a series first shows its dates. A second tap finds nothing open."""
        staff = await self._require_staff()
        if not self.opened or self.step != FORM_STEP:
            return
        self._take(form)
        self._planned = ()
        if self.filled["repeat"]:
            await self._plan(staff)
        else:
            await self._attempt(staff, override=False)

    async def _begin_one(self, staff: StaffRef, therapist_id: str, on: str, time: str) -> None:
        choices = await in_thread(appointment_form.choices, staff)
        self._offer(choices)
        if not (self.therapists and self.services and self.centres):
            return
        await self._close_others()
        self._begin()
        own = [one.value for one in self.therapists if one.value in (therapist_id, staff.staff_id)]
        today = clock.now().astimezone(choices.zone).date().isoformat()
        self._open(
            NEW,
            {
                "therapist_id": therapist_id if therapist_id in own else next(iter(own), self.therapists[0].value),
                "service_id": self.services[0].value,
                "centre_id": self.centres[0].value,
                "on": max(on, today) if on else today,
                "time": time,
                "minutes": presenter.minutes(choices.services[0].length),
                "repeat": "",
                "every_weeks": "3",
                "ends": "times",
                "times": USUAL_TIMES,
                "until": "",
            },
        )

    async def _go_where_one_works(self, staff: StaffRef) -> None:
        """The centre is the one of the therapist's hours then, where there are any."""
        typed = Typed(self.filled)
        wall = datetime.combine(typed.day("on"), typed.time("time"))
        centre_id = await in_thread(appointment_form.place_at, staff, self.filled["therapist_id"], wall)
        if centre_id is not None and any(one.value == centre_id for one in self.centres):
            self.filled = {**self.filled, "centre_id": centre_id}

    def _offer(self, choices: Choices) -> None:
        self._zone, self._choices = choices.zone.key, choices
        self._display(
            therapists=presenter.therapists(choices),
            services=presenter.services(self._t(), choices),
            centres=presenter.centres(choices),
            lengths={one.service_id: presenter.minutes(one.length) for one in choices.services},
        )

    async def _look_ahead(self, staff: StaffRef) -> Sequence[Planned]:
        typed = Typed(self.filled)
        given, repetition = self._given(typed), self._repetition(typed)
        typed.done()
        return await in_thread(
            series.preview, staff, PatientId(self.patient.patient_id), **given, repetition=repetition
        )

    async def _write(self, staff: StaffRef, *, override: bool) -> str:
        typed = Typed(self.filled)
        given, patient_id, name = self._given(typed), PatientId(self.patient.patient_id), self.patient.name
        if not self.filled["repeat"]:
            typed.done()
            await in_thread(appointments.create, staff, patient_id, **given, override=override, origin=self._origin())
            return presenter.made(self._t(), name, given["starts_at"], ZoneInfo(self._zone))
        repetition = self._repetition(typed)
        typed.done()
        made = await in_thread(
            series.create,
            staff,
            patient_id,
            **given,
            repetition=repetition,
            skip=self._skip,
            override=override,
            origin=self._origin(),
        )
        return presenter.made_series(self._t(), name, len(made.appointment_ids))

    def _given(self, typed: Typed) -> Given:
        """What an appointment is made of; a field that cannot be read is refused."""
        if not self.patient.patient_id:
            typed.fields.refuse("patient", "no_patient")
        return {
            "therapist_id": StaffId(typed.text("therapist_id")),
            "service_id": typed.text("service_id"),
            "centre_id": typed.text("centre_id"),
            "starts_at": typed.starts_at(ZoneInfo(self._zone)),
            "length": timedelta(minutes=typed.length("minutes")),
        }

    def _repetition(self, typed: Typed) -> Repetition:
        every = typed.text("repeat")
        by_date = typed.text("ends") == "until"
        return Repetition(
            every_weeks=typed.whole("every_weeks") if every == OWN_RHYTHM else int(every),
            until=typed.day("until") if by_date else None,
            times=None if by_date else typed.whole("times"),
        )
