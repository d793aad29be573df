"""The editor of working hours: what is typed, beside what is saved and what somebody else saves meanwhile (AV-2)."""

from dataclasses import replace

import reflex as rx

from models.vocabulary import StaffId
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import fields
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.settings import hours as presenter
from portal_app.presenters.staff.settings.hours import DateView, PeriodView, WeekdayView
from portal_app.services import appointment_form
from portal_app.services.seen import last_to_change
from portal_app.services.set_up import therapists, working_hours
from portal_app.services.set_up.working_hours import TherapistHours
from portal_app.states.guard import in_thread
from portal_app.states.staff.settings.deciding import DecidingPage
from portal_app.states.staff.settings.typed_hours import DATE, Day, TypedHours, merged


class HoursEditor(DecidingPage, mixin=True):
    """`_hours` is what is typed, `_saved` what it was filled from; `opened` the date whose own hours are open.

    `_now` is what is saved by now, `_clashes` the days that somebody else changed as well.
    """

    may_change: bool = False
    therapist: str = ""
    therapists: rx.Field[list[Option]] = rx.field(default_factory=list)
    centres: rx.Field[list[Option]] = rx.field(default_factory=list)
    days: rx.Field[list[WeekdayView]] = rx.field(default_factory=list)
    dates: rx.Field[list[DateView]] = rx.field(default_factory=list)
    on_date: rx.Field[list[PeriodView]] = rx.field(default_factory=list)
    changed: bool = False
    copying: int = -1
    _hours: TypedHours = TypedHours()
    _saved: TypedHours = TypedHours()
    _now: TypedHours = TypedHours()
    _clashes: tuple[int, ...] = ()
    _put_away: tuple[tuple[int, Day], ...] = ()

    async def _show(self, staff: StaffRef) -> None:
        """Show the hours, unless somebody is at them."""
        listed = await in_thread(therapists.listed, staff)
        offered = await in_thread(appointment_form.choices, staff)
        self.therapists = [Option(one.staff_id, one.name) for one in listed]
        self.centres = [Option(one.centre_id, one.name) for one in offered.centres]
        if not any(one.staff_id == self.therapist for one in listed):
            own = next((one for one in listed if one.staff_id == staff.staff_id), None) or next(iter(listed), None)
            self.therapist = own.staff_id if own else ""
        if self.therapist and not self.changed and not self.opened:
            await self._read(staff)
        elif self.therapist:
            await self._look(staff)
            self._draw()
        self.loaded = True

    async def _read(self, staff: StaffRef) -> None:
        """Fill the editor from what is saved."""
        try:
            read = await in_thread(working_hours.of_therapist, staff, StaffId(self.therapist))
        except NotYours:
            self.therapist = ""
            return
        self._around(read)
        # A day that nobody changed keeps its keys, so that whoever is just beginning to type in it goes on.
        self._saved = merged(self._hours, self._hours, self._as_saved(read)).typed
        self._seen, self._hours = read.state, self._saved
        self._put_away, self.copying = (), -1
        self._clear()
        self._unclash()
        self._draw()

    async def _look(self, staff: StaffRef) -> None:
        """Look at what is saved: what somebody else changed is taken over, but for the days that are typed in here."""
        read = await in_thread(working_hours.of_therapist, staff, StaffId(self.therapist))
        self._around(read)
        self._now = self._as_saved(read)
        found = merged(self._hours, self._saved, self._now)
        self._hours, self._saved = found.typed, found.saved
        if not found.clashes:
            self._seen = read.state
            self._unclash()
            return
        if found.clashes != self._clashes:
            self._by = await in_thread(last_to_change, staff, "hours.")
        self._clashes, self._newest = found.clashes, read.state
        self._word()

    def _word(self) -> None:
        super()._word()
        if self._clashes:
            self.trouble = ""
            t = self._t()
            self.meanwhile, self.saved_now = fields.hours_saved_meanwhile(t, self._by), t("Saved now:")

    def _resolve(self, hours: TypedHours) -> None:
        if self._clashes:
            self._saved, self._seen = self._now, self._newest
            self._unclash()
            self._type(hours)

    def _unclash(self) -> None:
        self._clashes, self._newest = (), ""
        if self.meanwhile:
            self.meanwhile = ""

    def _around(self, read: TherapistHours) -> None:
        self.may_change = read.may_change
        centres = {one.value: one.text for one in self.centres}
        dates = presenter.dates(self._t(), read.dates, centres)
        self._display(dates=dates)

    def _as_saved(self, read: TherapistHours) -> TypedHours:
        """What is saved, the open date's hours among it."""
        saved = replace(TypedHours(), made=self._hours.made)
        for number, day in enumerate(read.week):
            saved = saved.with_day(number, day)
        return saved.with_day(DATE, self._of_date(read))

    def _of_date(self, read: TherapistHours) -> Day:
        periods = next((one.periods for one in read.dates if one.on.isoformat() == self.opened), ())
        return TypedHours().with_day(DATE, periods).days[DATE]

    def _type(self, hours: TypedHours) -> None:
        """A person changed something."""
        self._said("")
        self._hours = hours
        self._draw()

    def _draw(self) -> None:
        t = self._t()
        errors = {one.name: fields.words(t, one) for one in self._wrong}
        centres = {one.value: one.text for one in self.centres}
        theirs = {number: presenter.spoken(t, self._now.days[number], centres) for number in self._clashes}
        days = presenter.weekdays(t, self._hours.days, self._saved.days, errors, theirs)
        self._display(days=days)
        on_date = [presenter.period_view(t, one, errors.get(one.key, "")) for one in self._hours.days[DATE]]
        self._display(on_date=on_date)
        self.changed = any(day.changed for day in days)
