"""One day: its own sessions, the open times, and asking for one of them (CA-2, CA-3)."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

import reflex as rx

from portal_app.domain.availability import Slot
from portal_app.domain.problems import AlreadyAsked, Problem, SlotNotOffered, SlotTaken
from portal_app.domain.refs import PatientRef
from portal_app.i18n import problems
from portal_app.presenters.patient.day import (
    DayView,
    OwnView,
    PlaceView,
    day_view,
    length_of,
    place_views,
    slot_key,
    taken_words,
    written,
)
from portal_app.services import calendar, slot_requests
from portal_app.services.calendar import Day
from portal_app.services.own_rows import Place
from portal_app.states.gate import NAME, patient_event, words
from portal_app.states.guard import in_thread
from portal_app.states.patient.page import PatientPage

# What is said once the request is on its way: the day's times are not on the screen any more.
DONE = ("sent", "confirmed")
# Longer than a message may be, so that one that is too long is answered in words.
LONGEST_PAYLOAD = 20_000


class DaySheetState(PatientPage, rx.State):
    """The open day. Which step is on the screen the page knows by itself; here is what the server said.

    `on` to `next_on` are a `DayView`, each on its own, so that only what differs from the day before is sent; `nearest`
    are times like `times`, of any date. `answered` is the attempt that `said` is about: "sent", then "confirmed" once
    it is, or the code of what stood in the way, in `said_words`.
    """

    on: str = ""
    own: rx.Field[list[OwnView]] = rx.field(default_factory=list)
    times: str = ""
    asking: bool = True
    next_on: str = ""
    minutes: int = 0
    places: rx.Field[list[PlaceView]] = rx.field(default_factory=list)
    nearest: str = ""
    answered: str = ""
    said: str = ""
    said_words: str = ""
    sent_key: str = ""

    _day: Day | None = None
    _offered: rx.Field[dict[str, Slot]] = rx.field(default_factory=dict)
    _problem: Problem | None = None
    _asked_for: datetime | None = None

    @patient_event(on=words(10))
    async def open(self, on: str) -> None:
        """Show a day with what is free on it at this moment."""
        _, day = await self._require_patient_and(partial(_day_of, written=on))
        self._forget()
        if day is not None:
            self._show_found(day)

    @patient_event()
    async def close(self) -> None:
        """The sheet is off the screen."""
        await self._require_patient()
        self._forget()
        self._day = None
        self._offered = {}
        self._display(on="")

    @patient_event(slot=words(16), place=NAME, message=words(LONGEST_PAYLOAD), tap=NAME, attempt=NAME)
    async def ask(self, slot: str, place: str, message: str, tap: str, attempt: str) -> None:
        """Ask for one of the times this sheet offered. The same tap again asks for nothing new (UX-5)."""
        patient = await self._require_patient()
        offered = self._offered.get(slot)
        if offered is None or self._day is None:
            self._answer(attempt, SlotNotOffered())
            return
        centre_id = place if place in self._places_of(offered) else offered.centre_id
        self._asked_for = offered.starts_at
        try:
            self.sent_key = await in_thread(
                slot_requests.ask,
                patient,
                offered.starts_at,
                centre_id=centre_id,
                message=message,
                key=tap,
                origin=self._origin(),
            )
        except (SlotTaken, SlotNotOffered, AlreadyAsked) as problem:
            await self._show_day(patient, self._day.on)
            self._answer(attempt, problem)
        except Problem as problem:
            self._answer(attempt, problem)
        else:
            self._answer(attempt, None)

    def _answer(self, attempt: str, problem: Problem | None) -> None:
        self._problem = problem
        self._word_answer()
        self.answered = attempt

    def _word_answer(self) -> None:
        """Say what became of the attempt, in the page's language."""
        day, asked_for, problem = self._day, self._asked_for, self._problem
        if day is None or (asked_for is None and problem is None):
            return
        if problem is None:
            self._display(said="confirmed" if self._is_confirmed(day) else "sent")
            return
        t, zone = self._t(), day.portal.zone
        near = self._nearest(problem)
        said_words = problems.words(t, problem.code, **problem.facts)
        if isinstance(problem, SlotTaken) and asked_for is not None:
            said_words = taken_words(t, asked_for, zone)
        self._display(
            said=problem.code,
            said_words=said_words,
            nearest=" ".join(written(slot, zone, [one.key for one in self.places], told_on=day.on) for slot in near),
        )

    def _is_confirmed(self, day: Day) -> bool:
        """Whether what was asked for has become a session meanwhile."""
        return any(one.starts_at == self._asked_for for one in day.appointments)

    def _nearest(self, problem: Problem) -> list[Slot]:
        """The free times nearest to the one that went, each of which can be asked for."""
        day = self._day
        near: Any = problem.facts.get("nearest")
        if day is None or not near:
            return []
        self._offered |= {slot_key(slot, day.portal.zone): slot for slot in near}
        return list(near)

    def _places_of(self, slot: Slot) -> set[str]:
        online = self._day.online if self._day else None
        return {slot.centre_id} | ({online.centre_id} if online and slot.online_too else set())

    def _show_places(self, places: Mapping[str, Place]) -> None:
        self._display(places=place_views(places.values()))

    async def _show_again(self, patient: PatientRef) -> None:
        """Show the open day as it is now, in the page's language; nothing where none is open."""
        if self._day is None:
            return
        if self.said in DONE:
            self._day = await in_thread(calendar.day, patient, self._day.on)
        else:
            await self._show_day(patient, self._day.on)
        self._word_answer()

    async def _show_day(self, patient: PatientRef, on: date) -> None:
        self._show_found(await in_thread(calendar.day, patient, on))

    def _show_found(self, day: Day) -> None:
        self._day = day
        self._offered = {slot_key(slot, day.portal.zone): slot for slot in day.slots}
        view: DayView = day_view(self._t(), day)
        self._show_places(day.places)
        self._display(
            on=view.on,
            own=view.own,
            times=view.times,
            asking=view.asking,
            next_on=view.next_on,
            minutes=length_of(day.slots) or self.minutes,
        )

    def _forget(self) -> None:
        """Put away what was said of an earlier attempt."""
        self._problem = None
        self._asked_for = None
        self._display(nearest="", answered="", said="", said_words="", sent_key="")


def _day_of(patient: PatientRef, *, written: str) -> Day | None:
    """The patient's day of that date; None for what is no date."""
    try:
        on = date.fromisoformat(written)
    except ValueError:
        return None
    return calendar.day(patient, on)
