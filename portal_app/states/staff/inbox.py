"""What waits for an answer, and what it is good to know of (AG-4, WL-5)."""

import reflex as rx

from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import door_news as door_presenter
from portal_app.presenters.staff import inbox as presenter
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.door_news import DoorNewsView
from portal_app.presenters.staff.inbox import Counts, InboxItemView, NoteView
from portal_app.presenters.staff.today import TodayView, today
from portal_app.services import agenda, door_news, inbox
from portal_app.services.agenda import View
from portal_app.states.gate import NAME, one_of, staff_event, whole
from portal_app.states.guard import in_thread
from portal_app.states.staff.deciding import Deciding
from portal_app.states.staff.panels import PanelPage

ALL, REQUESTS, DOORS, PACKS = "", "requests", "doors", "packs"


class InboxState(Deciding, PanelPage, rx.State):
    """A page of groups and requests, one line each. The kind and the therapist that were chosen outlive a reload."""

    loaded: bool = False
    items: rx.Field[list[InboxItemView]] = rx.field(default_factory=list)
    doors: rx.Field[list[DoorNewsView]] = rx.field(default_factory=list)
    notes: rx.Field[dict[str, list[NoteView]]] = rx.field(default_factory=dict)
    counts: rx.Field[Counts] = rx.field(default_factory=Counts)
    therapists: rx.Field[list[Option]] = rx.field(default_factory=list)
    therapist: str = ""
    kind: str = ALL
    which: str = ""
    summary: str = ""
    today: rx.Field[TodayView] = rx.field(default_factory=TodayView)
    _phrases: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    _page: int = 0

    @staff_event()
    async def load(self) -> None:
        """A person opened the page."""
        await self._show(await self._arrive())

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed."""
        staff = await self._look_again()
        await self._show(staff)

    @staff_event(kind=one_of(ALL, REQUESTS, DOORS, PACKS))
    async def choose_kind(self, kind: str) -> None:
        """One kind of what waits, or everything."""
        await self._require_staff()
        self.kind = kind

    @staff_event(therapist_id=NAME)
    async def choose_therapist(self, therapist_id: str) -> None:
        """One therapist's, among those offered, or everybody's."""
        staff = await self._require_staff()
        if any(one.value == therapist_id for one in self.therapists):
            self.therapist, self._page = therapist_id, 0
            await self._show(staff)

    @staff_event(by=whole(-1, 1))
    async def turn(self, by: int) -> None:
        """The page before or after."""
        staff = await self._require_staff()
        self._page += by
        await self._show(staff)

    @staff_event(request_id=NAME)
    async def withdraw(self, request_id: str) -> None:
        """Take back the times that were proposed."""
        staff = await self._require_staff()
        if not any(one.key == request_id for one in self.notes.get("proposed", ())):
            await self._not_shown(staff, request_id)
            return
        self._no_undo()
        self._proposal_to_undo = request_id
        await self._undo(staff)

    async def _renew(self, staff: StaffRef) -> None:
        await self._show(staff)
        await self._surround(staff)

    async def _show(self, staff: StaffRef) -> None:
        t = self._t()
        read = await in_thread(inbox.inbox, staff, therapist_id=self.therapist or None)
        news = await in_thread(door_news.door_news, staff)
        self._page = max(0, min(self._page, presenter.pages(read) - 1))
        self._phrases = presenter.phrases(t, read, page=self._page)
        self._put("items", presenter.items(t, read, page=self._page))
        self._put("doors", door_presenter.door_news(t, news))
        self._put("counts", presenter.counts(read, sum(one.blocked for one in news.news)))
        self._put("therapists", presenter.therapists(t, read))
        self._put("which", presenter.which(t, read, page=self._page))
        self._put("summary", presenter.summary(t, read))
        notes = {
            "proposed": presenter.proposed(t, read),
            "unanswered": presenter.unanswered(t, read),
            "packs": presenter.last_sessions(t, read),
        }
        self._put("notes", notes)
        whose = (self.therapist,) if self.therapist else ()
        day = await in_thread(agenda.look, staff, View.DAY, None, therapist_ids=whose)
        self._put("today", today(t, day, named=len(read.therapists) > 1))
        self.loaded = True
        await self._tell_panels(staff)

    def _put(self, name: str, value: object) -> None:
        """An equal value is not sent again."""
        if getattr(self, name) != value:
            setattr(self, name, value)

    def _asked(self, request_id: str) -> str:
        return self._phrases.get(request_id, "")

    def _shut(self) -> None:
        """The page has no panel of its own."""
