"""What patients of the demo have asked for: interest groups in the next days, and requests long answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.tables import Appointment, Patient, ProposedTime, SlotRequest, TimeOff, WorkingHours
from models.vocabulary import CANCELLED, Locale, RequestStatus
from portal_app.demo.days import Days
from portal_app.demo.diary import Diary
from portal_app.demo.people import IGNASI, INDIVIDUAL, MARTA, OLGA, ONLINE, THURSDAY, TUESDAY, WEDNESDAY
from portal_app.demo.premises import Premises
from portal_app.domain import availability
from portal_app.domain.availability import Busy, Period, ServiceTimes, Slot
from portal_app.domain.policies import UNDO, Policy
from portal_app.services import recurrence

_LOOK_AHEAD = timedelta(days=28)
_FEWEST_SLOTS = 6
_MARGIN = 2
"""A group keeps this far from the first and the last open time of its day."""

_REPLIES = {
    Locale.ES: "Esa hora no puede ser. Si te va bien, hay huecos el jueves.",
    Locale.CA: "Aquesta hora no pot ser. Si et va bé, hi ha hores lliures dijous.",
    Locale.EN: "That time isn’t possible. There are openings on Thursday if that suits you.",
}


@dataclass(frozen=True, slots=True)
class _Wish:
    """Somebody asks for the group's time, or so many steps of the grid after it."""

    who: str
    message: str = ""
    steps: int = 0


@dataclass
class Wishes:
    """Finds open times as the portal would, and writes down who asks for them."""

    days: Days
    premises: Premises
    diary: Diary
    patients: dict[str, Patient]

    def __post_init__(self) -> None:
        self.rows: list[SlotRequest] = []
        self.proposals: list[ProposedTime] = []

    def write(self) -> list[SlotRequest]:
        """Every request of the demo."""
        self._groups()
        self._answered()
        self._proposed("Ona Ribas Clos")
        return self.rows

    def _groups(self) -> None:
        """Three, two and one of Marta’s patients, each on another day, never the first open one; others elsewhere."""
        open_days = self._open_days(MARTA)
        next(open_days)
        self._group(
            open_days,
            _Wish("Noor El Amrani", "Online, si puede ser. Ese día trabajo desde casa."),
            _Wish("Carmen Ibáñez Soto"),
            _Wish("Pol Vidal Serra", "Em va bé qualsevol hora cap a aquesta.", steps=1),
        )
        self._group(
            open_days,
            _Wish("Aina Roca Vives", "Aquest dia surto abans de la feina i hi arribo bé."),
            _Wish("Biel Casals Mir", "Si no pot ser, la setmana següent també em va bé."),
        )
        self._group(open_days, _Wish("Laura Campos Rius", "Esta semana me cambian el turno. ¿Sería posible?"))
        next(open_days)
        self._group(open_days, _Wish("Laura Campos Rius"))
        self._group(self._open_days(IGNASI, fewest=2), _Wish("Daniel Osei", "I’m travelling on my usual day."))
        self._group(self._open_days(OLGA, fewest=2), _Wish("Silvia Hurtado Cano"))

    def _open_days(self, therapist: str, *, fewest: int = _FEWEST_SLOTS) -> Iterator[list[Slot]]:
        """The open times of each coming day that has some, from tomorrow."""
        by_day: dict[date, list[Slot]] = {}
        for slot in self._free(therapist):
            by_day.setdefault(slot.starts_at.astimezone(self.days.zone).date(), []).append(slot)
        for on in sorted(by_day):
            if len(by_day[on]) >= fewest:
                yield by_day[on]

    def _free(self, therapist: str) -> list[Slot]:
        """What the portal offers from noon of the next day on, whatever the hour the demo is looked at."""
        last_on = self.days.today + _LOOK_AHEAD
        staff_id = self.premises.staff[therapist].id
        services = {service.id: service for service in self.premises.services.values()}
        individual = self.premises.services[INDIVIDUAL]
        return availability.free_slots(
            zone=self.days.zone,
            first_on=self.days.today,
            last_on=last_on,
            now=self.days.at(self.days.today, time(23, 59)),
            hours=[
                Period(row.centre_id, row.starts, row.ends, weekday=row.weekday, online_too=row.online_too)
                for row in self.premises.rows
                if isinstance(row, WorkingHours) and row.therapist_id == staff_id
            ],
            time_off=[
                off
                for row in self.premises.rows
                if isinstance(row, TimeOff) and row.therapist_id in (None, staff_id)
                for off in _occurrences(row, self.days, last_on)
            ],
            holidays=[availability.Holiday(on) for on in self.premises.public_holidays],
            busy=[
                Busy(
                    one.starts_at,
                    one.ends_at,
                    timedelta(minutes=services[one.service_id].buffer_before_minutes),
                    timedelta(minutes=services[one.service_id].buffer_after_minutes),
                )
                for one in self._held(therapist_id=staff_id)
            ],
            service=ServiceTimes(
                timedelta(minutes=individual.length_minutes),
                timedelta(minutes=individual.buffer_before_minutes),
                timedelta(minutes=individual.buffer_after_minutes),
            ),
            policy=Policy(),
        )

    def _held(self, *, therapist_id: str | None = None, patient_id: str | None = None) -> list[Appointment]:
        return [
            one
            for one in self.diary.appointments
            if one.status not in CANCELLED
            and therapist_id in (None, one.therapist_id)
            and patient_id in (None, one.patient_id)
        ]

    def _group(self, open_days: Iterator[list[Slot]], *wishes: _Wish) -> None:
        """Let these patients ask on the next day that has a time, away from its first and last, that suits them all."""
        chosen = next(found for slots in open_days if (found := self._that_suits(slots, wishes)))
        for number, (wish, slot) in enumerate(zip(wishes, chosen, strict=True)):
            asked_at = self.days.last_evening - timedelta(hours=31 - 9 * number, minutes=7 * number)
            self._ask(wish.who, slot, asked_at, message=wish.message)

    def _that_suits(self, slots: list[Slot], wishes: tuple[_Wish, ...]) -> list[Slot] | None:
        starts = {slot.starts_at: slot for slot in slots}
        margin = min(_MARGIN, (len(slots) - 1) // 2)
        for slot in slots[margin : len(slots) - margin]:
            wanted = [starts.get(slot.starts_at + wish.steps * Policy().interval) for wish in wishes]
            chosen = [
                one
                for wish, one in zip(wishes, wanted, strict=True)
                if one and self._suits(wish.who, one.starts_at, one.ends_at)
            ]
            if len(chosen) == len(wishes):
                return chosen
        return None

    def _suits(self, name: str, starts_at: datetime, ends_at: datetime) -> bool:
        """Nobody asks for a time at which they already have a session."""
        own = self._held(patient_id=self.patients[name].id)
        return not any(one.starts_at < ends_at and starts_at < one.ends_at for one in own)

    def _ask(self, name: str, slot: Slot, created_at: datetime, *, message: str = "") -> SlotRequest:
        patient = self.patients[name]
        online = self.premises.centres[ONLINE].id
        row = SlotRequest(
            id=self.days.new_id(),
            practice_id=patient.practice_id,
            therapist_id=patient.therapist_id,
            patient_id=patient.id,
            service_id=patient.service_id,
            centre_id=online if patient.centre_id == online and slot.online_too else slot.centre_id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            message=message,
            idempotency_key=self.days.new_id(),
            created_at=created_at,
            told_at=created_at + UNDO,
        )
        self.rows.append(row)
        return row

    def _answered(self) -> None:
        """Requests of the last weeks: accepted, rejected with that, turned down with a word, taken back, expired."""
        for name, loser in (
            ("Laura Campos Rius", "Carmen Ibáñez Soto"),
            ("Ana Beltrán Ríos", "Aina Roca Vives"),
            ("Clara Whitfield", "Biel Casals Mir"),
            ("Gemma Solé Bosch", None),
        ):
            appointment = self._coming_up(name)
            self._accepted(name, appointment)
            if loser is not None and self._suits(loser, appointment.starts_at, appointment.ends_at):
                self._rejected_beside(loser, appointment)
        self._turned_down("Pol Vidal Serra")
        self._taken_back("Noor El Amrani")
        self._expired("Ona Ribas Clos")

    def _coming_up(self, name: str) -> Appointment:
        """The patient's first session after the demo's day."""
        tomorrow = self.days.at(self.days.today + timedelta(days=1), time())
        own = [one for one in self._held(patient_id=self.patients[name].id) if one.starts_at >= tomorrow]
        return min(own, key=lambda one: one.starts_at)

    def _accepted(self, name: str, appointment: Appointment) -> None:
        """The appointment came of a request: asked three evenings ago, accepted the morning after."""
        created_at, decided_at = self._asked_and_answered(appointment)
        row = self._ask(name, self._slot_of(appointment), created_at)
        row.status = RequestStatus.ACCEPTED
        row.centre_id, row.service_id = appointment.centre_id, appointment.service_id
        row.decided_at = row.told_at = decided_at
        row.decided_by = appointment.therapist_id
        row.appointment_id = appointment.id
        appointment.created_at = appointment.changed_at = decided_at

    def _rejected_beside(self, name: str, appointment: Appointment) -> None:
        """Somebody else had asked for the same time (WL-3)."""
        created_at, decided_at = self._asked_and_answered(appointment)
        row = self._ask(name, self._slot_of(appointment), created_at + timedelta(minutes=95))
        row.status = RequestStatus.REJECTED
        row.decided_at = row.told_at = decided_at
        row.decided_by = appointment.therapist_id
        row.appointment_id = appointment.id

    def _asked_and_answered(self, appointment: Appointment) -> tuple[datetime, datetime]:
        on = min(appointment.starts_at.astimezone(self.days.zone).date(), self.days.today)
        return self.days.at(on - timedelta(days=4), "20:50"), self.days.at(on - timedelta(days=3), "9:05")

    def _slot_of(self, appointment: Appointment) -> Slot:
        return Slot(appointment.starts_at, appointment.ends_at, appointment.centre_id, online_too=True)

    def _past_slot(self, week: int, weekday: int) -> Slot:
        """Half past twelve of a day gone by: nobody checks any more whether it was free."""
        starts_at = self.days.at(self.days.day(week, weekday), "12:30")
        centre = next(iter(self.premises.centres.values()))
        return Slot(starts_at, starts_at + timedelta(minutes=50), centre.id, online_too=True)

    def _proposed(self, name: str) -> None:
        """Asked for a time that does not suit the therapist, who proposes one of the next two at that place (AG-4)."""
        open_days = [
            [slot for slot in slots if self._suits(name, slot.starts_at, slot.ends_at)]
            for slots in self._open_days(IGNASI, fewest=2)
        ]
        asked, *others = (slots[0] for slots in open_days if slots)
        row = self._ask(name, asked, self.days.last_evening - timedelta(hours=4))
        row.status = RequestStatus.PROPOSED
        self.proposals.extend(
            ProposedTime(
                id=self.days.new_id(),
                practice_id=row.practice_id,
                request_id=row.id,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                proposed_by=row.therapist_id,
                created_at=self.days.last_evening - timedelta(hours=1),
            )
            for slot in [other for other in others if other.centre_id == asked.centre_id][:2]
        )

    def _turned_down(self, name: str) -> None:
        slot = self._past_slot(-1, TUESDAY)
        row = self._ask(name, slot, slot.starts_at - timedelta(days=5))
        row.status = RequestStatus.REJECTED
        row.reply = _REPLIES[self.patients[name].locale]
        row.decided_at = row.told_at = slot.starts_at - timedelta(days=4)
        row.decided_by = row.therapist_id

    def _taken_back(self, name: str) -> None:
        slot = self._past_slot(-2, THURSDAY)
        row = self._ask(name, slot, slot.starts_at - timedelta(days=6))
        row.status = RequestStatus.CANCELLED
        row.decided_by = row.patient_id
        row.decided_at = row.told_at = slot.starts_at - timedelta(days=5)

    def _expired(self, name: str) -> None:
        slot = self._past_slot(-2, WEDNESDAY)
        row = self._ask(name, slot, slot.starts_at - timedelta(days=2))
        row.status = RequestStatus.EXPIRED
        row.decided_at = row.told_at = slot.starts_at


def _occurrences(row: TimeOff, days: Days, last_on: date) -> Iterator[availability.TimeOff]:
    if row.rrule is None:
        yield availability.TimeOff(row.first_on, row.last_on, row.starts, row.ends)
        return
    begins = recurrence.days(row.rrule, begins_on=row.first_on, first_on=days.today, last_on=last_on, zone=days.zone)
    for on in begins:
        yield availability.TimeOff(on, on, row.starts, row.ends)
