"""The panel of a group of requests: who wants the time, and every way to answer one of them (WL-3, AG-4)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import reflex as rx

from portal_app import clock
from portal_app.domain.problems import NeedsOverride, NotYours, Problem
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import booking as choices_presenter
from portal_app.presenters.staff import decision as presenter
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.picker import CandidateView, PickerView, picker
from portal_app.services import appointment_form, inbox, slot_requests
from portal_app.services.appointment_form import Choices
from portal_app.services.interest import InterestGroup
from portal_app.states.gate import NAME, one_of, staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.deciding import Deciding, asks_if_meant
from portal_app.states.staff.forming import FORM
from portal_app.states.staff.inbox import InboxState
from portal_app.states.staff.panels import panel
from portal_app.states.staff.planning import FORM_STEP, PlanPage
from portal_app.states.staff.typed import Typed, differing

LIST = "list"
CHANGE, PROPOSE, NO, NONE = "change", "propose", "no", "none"


@asks_if_meant
@panel
class DecisionState(PlanPage, rx.State):
    """The open group. `doing` is which form is open about `one` of it, or about all: none of them suits."""

    group: rx.Field[PickerView] = rx.field(default_factory=PickerView)
    one: rx.Field[CandidateView] = rx.field(default_factory=CandidateView)
    doing: str = ""
    services: rx.Field[list[Option]] = rx.field(default_factory=list)
    centres: rx.Field[list[Option]] = rx.field(default_factory=list)
    _was: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    _therapist: str = ""
    _on: str = ""
    _phrase: str = ""
    _request: str = ""
    _wanted: InterestGroup | None = None

    @staff_event(request_id=NAME)
    async def open(self, request_id: str) -> None:
        """Show who wants that time; once more on the open one closes it."""
        staff = await self._require_staff()
        if request_id == self.group.key:
            self._shut()
            return
        await self._close_others()
        await self._list(staff, request_id)

    @staff_event(doing=one_of(CHANGE, PROPOSE, NO), request_id=NAME)
    async def answer(self, doing: str, request_id: str) -> None:
        """Open the form for one of them."""
        staff = await self._require_staff()
        await self._close_others()
        await self._form(staff, doing, request_id)

    @staff_event(request_id=NAME)
    async def accept(self, request_id: str) -> None:
        """Accept one of them just as it was asked."""
        staff = await self._require_staff()
        await self._form(staff, CHANGE, request_id)
        if self.opened:
            await self._attempt(staff, override=False)

    @staff_event()
    async def none_suits(self) -> None:
        """Ask once more, with room for a word, for all are answered with no."""
        await self._require_staff()
        if self.group.key:
            self.doing, self.step = NONE, FORM_STEP
            self._open(self.group.key, presenter.answer())

    @staff_event()
    async def to_list(self) -> None:
        """Back to who wants the time."""
        staff = await self._require_staff()
        if self.group.key:
            await self._list(staff, self.group.key)

    @staff_event(form=FORM)
    async def submit(self, form: dict[str, str]) -> None:
        """Answer as the form says."""
        staff = await self._require_staff()
        if not self.opened or self.step != FORM_STEP:
            return
        self._take(form)
        if self.doing in (CHANGE, PROPOSE):
            await self._attempt(staff, override=False)
            return
        asked = [one.request_id for one in self.group.candidates] if self.doing == NONE else [self.one.request_id]
        reply = self.filled["reply"]
        self._shut()
        await (await self._under())._reject(staff, asked, reply=reply)  # noqa: SLF001  the page's own words

    @staff_event()
    async def in_agenda(self) -> rx.event.EventSpec | None:
        """Open the agenda where the group is."""
        await self._require_staff()
        if not self.group.key:
            return None
        agenda = await self.get_state(AgendaState)
        agenda._aim(datetime.fromisoformat(self._on).date(), self._therapist, self.group.key)  # noqa: SLF001  a sibling's own page
        self._shut()
        return rx.redirect(f"/{self._t().locale.value}/staff/agenda")

    async def _ask_if_meant(self, staff: StaffRef, request_id: str, problem: NeedsOverride) -> None:
        """Something stands against a request that was accepted as it is: ask here."""
        await self._close_others()
        await self._form(staff, CHANGE, request_id)
        if self.opened:
            self._ask(problem)

    def _ask(self, problem: NeedsOverride) -> None:
        super()._ask(problem)
        if self.doing == PROPOSE:
            self.wanted = ""

    async def _list(self, staff: StaffRef, request_id: str) -> None:
        group = await self._look(staff, request_id)
        if group is not None:
            self.step, self.doing = LIST, ""
            self._open(group.interested[0].request_id, {})

    async def _form(self, staff: StaffRef, doing: str, request_id: str) -> None:
        group = await self._look(staff, request_id)
        if group is None:
            return
        wish = next(one for one in group.interested if one.request_id == request_id)
        self.one = next(one for one in self.group.candidates if one.request_id == request_id)
        self._begin()
        self.doing = doing
        match doing:
            case "change":
                self._choices = await in_thread(appointment_form.choices, staff)
                self._offer(self._choices)
                self._was = presenter.change(wish, ZoneInfo(self._zone))
            case "propose":
                self._was = presenter.proposal(wish, ZoneInfo(self._zone))
            case _:
                self._was = presenter.answer()
        self._open(request_id, self._was)

    def _offer(self, choices: Choices) -> None:
        asking = self._wanted.interested if self._wanted else ()
        wish = next((one for one in asking if one.request_id == self.one.request_id), None)
        if wish:
            self._display(
                services=choices_presenter.services_or(self._t(), choices, wish.service_id),
                centres=choices_presenter.centres_or(choices, wish.centre_id, wish.centre),
            )

    async def _look(self, staff: StaffRef, request_id: str) -> InterestGroup | None:
        """The group as it is now; when the request waits no more, the page says so."""
        try:
            group, zone = await in_thread(inbox.group_with, staff, request_id)
        except NotYours:
            self._shut()
            await (await self._under())._not_shown(staff, request_id)  # noqa: SLF001  the page's own words
            return None
        self._zone, self._therapist = zone.key, group.therapist_id
        self._on = group.starts_at.astimezone(zone).isoformat()
        self._wanted = group
        self._draw(group)
        return group

    def _draw(self, group: InterestGroup) -> None:
        view = picker(self._t(), group, now=clock.now(), zone=ZoneInfo(self._zone))
        one = next((one for one in view.candidates if one.request_id == self.one.request_id), self.one)
        self._display(group=view, one=one)

    def _word(self) -> None:
        super()._word()
        if self.group.key and self._wanted:
            self._draw(self._wanted)

    async def _news(self, staff: StaffRef) -> None:
        """The list follows what happens; a form that is open stays, and what it says is asked again when it is sent."""
        if not self.group.key or self.step != LIST:
            return
        for one in self.group.candidates:
            try:
                await in_thread(inbox.group_with, staff, one.request_id)
            except NotYours:
                continue
            await self._look(staff, one.request_id)
            return
        self._shut()

    async def _write(self, staff: StaffRef, *, override: bool) -> str:
        request_id, origin = self.one.request_id, self._origin()
        if self.doing == PROPOSE:
            times = self._times()
            await in_thread(slot_requests.propose, staff, request_id, times, override=override, origin=origin)
            return ""
        typed = Typed(self.filled)
        length = timedelta(minutes=typed.length("minutes"))
        typed.done()
        other = differing(self.filled, self._was)
        accepted = await in_thread(
            slot_requests.accept,
            staff,
            request_id,
            service_id=self.filled["service_id"] if "service_id" in other else None,
            length=length if "minutes" in other else None,
            centre_id=self.filled["centre_id"] if "centre_id" in other else None,
            override=override,
            origin=origin,
        )
        return accepted.appointment_id

    def _times(self) -> Collection[datetime]:
        """The rows that hold a time. `BadFields`."""
        typed = Typed(self.filled)
        zone = ZoneInfo(self._zone)
        rows = [row for row in presenter.ROWS if not row or self.filled[f"time{row}"].strip()]
        days = [(typed.day(f"on{row}"), typed.time(f"time{row}")) for row in rows]
        typed.done()
        return [datetime.combine(on, at, zone) for on, at in days]

    async def _tell(self, staff: StaffRef, said: str, *, refused: bool = False) -> None:
        """Let the page under the panel say what was done; `said` is the appointment that came of it, if one did."""
        del refused
        page = await self._under()
        if said:
            await page._accepted(staff, said, self._phrase)  # noqa: SLF001  the page's own words
        else:
            await page._proposed(staff, self._request, self._phrase)  # noqa: SLF001  as above

    async def _refuse_change(self, staff: StaffRef, problem: Problem) -> None:
        if problem.code != "request_not_pending":
            self._refuse_form(problem)
            return
        self._shut()
        await (await self._under())._refuse(staff, problem)  # noqa: SLF001  the page's own words

    async def _under(self) -> Deciding:
        """The page that the panel is on."""
        on_inbox = self.router.url.path.rstrip("/").endswith("/inbox")
        return await self.get_state(InboxState if on_inbox else AgendaState)

    def _shut(self) -> None:
        super()._shut()
        self._phrase, self._request = self.one.phrase, self.one.request_id
        self._display(group=PickerView(), one=CandidateView())
        self._wanted = self._choices = None
        self.step, self.doing = LIST, ""
