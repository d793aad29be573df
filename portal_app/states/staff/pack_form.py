"""A pack for the patient whose file is open: sold, corrected with a reason, closed and opened again (PK-1)."""

from typing import Any

import reflex as rx

from models.vocabulary import PaymentMethod
from portal_app.domain.packs import PackDraft
from portal_app.domain.problems import ChangedMeanwhile, Problem
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import pack_form as presenter
from portal_app.presenters.staff.agenda import Option
from portal_app.presenters.staff.patient_file import PackView
from portal_app.services import pack_sales
from portal_app.services.pack_sales import Offer
from portal_app.states.gate import NAME, staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.forming import FORM, NEW, FormPage
from portal_app.states.staff.panels import PanelPage, panel
from portal_app.states.staff.patient_file import PatientFileState
from portal_app.states.staff.typed import Typed

OTHER_NUMBER = "n"


@panel
class PackFormState(FormPage, PanelPage, rx.State):
    """The form of a new pack, or of one that is corrected: `opened` is "new" or the pack, `pack` how it is drawn."""

    services: rx.Field[list[Option]] = rx.field(default_factory=list)
    title: str = ""
    left: str = ""
    closed: bool = False
    _total: int = 0
    _offer: Offer | None = None

    @staff_event()
    async def start(self) -> None:
        """Begin one."""
        staff = await self._require_staff()
        if not (await self._file()).file.patient_id:
            return
        self._offer = await in_thread(pack_sales.offer, staff)
        await self._close_others()
        self._open(NEW, presenter.empty(self._offer))
        self._word()

    @staff_event(pack_id=NAME)
    async def open(self, pack_id: str) -> None:
        """Open one of the file's packs, to correct it."""
        await self._require_staff()
        pack = await self._pack(pack_id)
        if pack is None:
            return
        await self._close_others()
        self._draw(pack)
        self._open(pack_id, {"sessions": "", "reason": ""})

    @staff_event(form=FORM)
    async def submit(self, form: dict[str, str]) -> None:
        """Sell it, or correct it. A second tap finds the form closed."""
        staff = await self._require_staff()
        if not self.opened:
            return
        self._take(form)
        await self._attempt(staff)

    @staff_event()
    async def close_pack(self) -> None:
        """No more sessions are taken from it."""
        await self._set(pack_sales.close)

    @staff_event()
    async def reopen_pack(self) -> None:
        """Sessions can be taken from it again."""
        await self._set(pack_sales.reopen)

    async def _set(self, doing: Any) -> None:
        staff = await self._require_staff()
        if self.opened in ("", NEW):
            return
        patient_id = (await self._file()).file.patient_id
        try:
            await in_thread(doing, staff, patient_id, self.opened, origin=self._origin())
        except Problem as problem:
            self._refuse_form(problem)
            return
        await self._done(staff)

    async def _attempt(self, staff: StaffRef) -> None:
        patient_id = (await self._file()).file.patient_id
        typed = Typed(self.filled)
        try:
            if self.opened == NEW:
                draft = self._draft(typed)
                typed.done()
                await in_thread(pack_sales.sell, staff, patient_id, draft, origin=self._origin())
            else:
                sessions = presenter.signed(typed.text("sessions"), typed.fields)
                typed.done()
                await in_thread(
                    pack_sales.adjust,
                    staff,
                    patient_id,
                    self.opened,
                    sessions=sessions,
                    reason=typed.text("reason"),
                    seen_total=self._total,
                    origin=self._origin(),
                )
        except Problem as problem:
            self._refuse_form(problem)
            if isinstance(problem, ChangedMeanwhile):
                await (await self._file())._renew(staff)  # noqa: SLF001  a sibling's own page
                await self._news(staff)
            return
        await self._done(staff)

    async def _done(self, staff: StaffRef) -> None:
        self._shut()
        page, t = await self._file(), self._t()
        page._say(t("Saved."))  # noqa: SLF001  a sibling's own page
        await page._renew(staff)  # noqa: SLF001  a sibling's own page

    async def _news(self, staff: StaffRef) -> None:  # noqa: ARG002  the file has asked already
        if self.opened in ("", NEW):
            return
        pack = await self._pack(self.opened)
        if pack is None:
            self._shut()
        else:
            self._draw(pack)

    def _word(self) -> None:
        super()._word()
        if self.opened == NEW and self._offer:
            self._display(services=presenter.services(self._t(), self._offer))

    def _draw(self, pack: PackView) -> None:
        self.title, self.left, self.closed, self._total = pack.name, pack.left, pack.closed, pack.total

    def _draft(self, typed: Typed) -> PackDraft:
        other = typed.text("size") == OTHER_NUMBER
        return PackDraft(
            total=typed.whole("total" if other else "size"),
            price_cents=typed.cents("price_cents"),
            payment=typed.one_of("payment", PaymentMethod),
            contracted_on=typed.day("contracted_on"),
            services=presenter.chosen(self.filled),
            expires_on=typed.day_or_none("expires_on"),
        )

    async def _file(self) -> PatientFileState:
        return await self.get_state(PatientFileState)

    async def _pack(self, pack_id: str) -> PackView | None:
        file = (await self._file()).file
        return next((one for one in (*file.packs, *file.old_packs) if one.pack_id == pack_id), None)
