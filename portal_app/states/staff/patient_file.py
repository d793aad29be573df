"""A patient's file and the way into the portal (AG-5, AG-6, ID-6, ID-12)."""

import reflex as rx

from portal_app.domain.problems import NotYours
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import messages
from portal_app.presenters.staff import patient_file as presenter
from portal_app.presenters.staff.patient_file import FileView
from portal_app.services import access_codes, patient_file, practice
from portal_app.services.patient_file import LATEST_PAST, PatientFile
from portal_app.states.gate import staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.panels import PanelPage
from portal_app.states.staff.toasts import ToastPage

# So many more appointments at a tap.
EARLIER = 50


class PatientFileState(ToastPage, PanelPage, rx.State):
    """The file that is open. `code` is there only while it is shown; `whatsapp` has it in its text only then."""

    file: rx.Field[FileView] = rx.field(default_factory=FileView)
    missing: bool = False
    code: rx.Field[str] = rx.field("")
    whatsapp: str = ""
    asking: bool = False
    closing: bool = False
    notice: str = ""
    _patient_id: str = ""
    _past: int = LATEST_PAST

    @staff_event()
    async def load(self) -> None:
        """A person opened the file that the address names; the trail says so."""
        staff = await self._arrive()
        self._hide()
        self.asking = self.closing = False
        self.notice, self._past = "", LATEST_PAST
        named = self.router.url.path.rstrip("/").rpartition("/")[2][:64]
        if named != self._patient_id:
            await self._close_others()
        self._patient_id = named
        try:
            self._show(await in_thread(patient_file.open_file, staff, self._patient_id, origin=self._origin()))
        except NotYours:
            self._forget()
        await self._tell_panels(staff)

    @staff_event()
    async def refresh(self) -> None:
        """Something of the practice changed."""
        staff = await self._look_again()
        await self._again(staff)
        await self._tell_panels(staff)

    @staff_event()
    async def show_earlier(self) -> None:
        """Show more of the appointments that were."""
        staff = await self._require_staff()
        self._past += EARLIER
        await self._again(staff)

    @staff_event()
    async def reveal(self) -> None:
        """Show the code; the trail says so."""
        staff = await self._require_staff()
        if self._patient_id:
            code = await in_thread(access_codes.reveal, staff, self._patient_id, origin=self._origin())
            await self._reveal(staff, code)
            await self._again(staff)

    @staff_event()
    async def hide(self) -> None:
        """Hide the code; also when the page is left."""
        await self._require_staff(acting=False)
        self._hide()

    @staff_event()
    async def send_code(self) -> rx.event.EventSpec | None:
        """Open WhatsApp with the message, and note that the code was sent (AG-6)."""
        staff = await self._require_staff()
        if not self._patient_id or not self.file.dial:
            return None
        code = await in_thread(access_codes.for_message, staff, self._patient_id)
        await self._reveal(staff, code)
        await self._mark_sent(staff)
        return rx.redirect(self.whatsapp, is_external=True)

    @staff_event()
    async def mark_sent(self) -> None:
        """The link with the message was followed."""
        staff = await self._require_staff()
        if self._patient_id and self.code:
            await self._mark_sent(staff)

    @staff_event()
    async def ask_new_code(self) -> None:
        """Ask first: a new code ends what the old one opened."""
        await self._require_staff()
        self.asking = True

    @staff_event()
    async def keep_code(self) -> None:
        """Everything stays as it is."""
        await self._require_staff()
        self.asking = self.closing = False

    @staff_event()
    async def ask_close_devices(self) -> None:
        """Ask first: whoever is in the portal just now is out of it."""
        await self._require_staff()
        self.closing = bool(self.file.devices)

    @staff_event()
    async def close_devices(self) -> None:
        """Every device is signed out; code and PIN stay (ID-12)."""
        staff = await self._require_staff()
        if not self._patient_id or not self.closing:
            return
        self.closing = False
        await in_thread(access_codes.close_devices, staff, self._patient_id, origin=self._origin())
        t = self._t()
        self.notice = t("Every device is signed out. The code and the PIN are as they were.")
        await self._again(staff)

    @staff_event()
    async def regenerate(self) -> None:
        """A new code: the old one, the PIN and every device are gone (ID-6)."""
        staff = await self._require_staff()
        if not self._patient_id or not self.asking:
            return
        self.asking = False
        code = await in_thread(access_codes.regenerate, staff, self._patient_id, origin=self._origin())
        await self._reveal(staff, code)
        t = self._t()
        self.notice = t("New code made. Send it: the old one no longer works.")
        await self._again(staff)

    async def _mark_sent(self, staff: StaffRef) -> None:
        await in_thread(access_codes.mark_sent, staff, self._patient_id, origin=self._origin())
        t = self._t()
        self.notice = t("Noted as sent.")
        await self._again(staff)

    async def _reveal(self, staff: StaffRef, code: str) -> None:
        message = await in_thread(practice.code_message, staff, self._patient_id)
        self.code, self.whatsapp = code, messages.whatsapp_link(message, code)

    async def _renew(self, staff: StaffRef) -> None:
        """Something was done in a panel: show it."""
        await self._again(staff)

    async def _again(self, staff: StaffRef) -> None:
        if not self._patient_id:
            return
        try:
            self._show(await in_thread(patient_file.still_open, staff, self._patient_id, past=self._past))
        except NotYours:
            self._forget()

    def _show(self, read: PatientFile) -> None:
        view = presenter.file(self._t(), read)
        self._display(file=view)
        self.missing = False

    def _hide(self) -> None:
        self.code = self.whatsapp = ""

    def _forget(self) -> None:
        """Not there, or not theirs any more."""
        self._hide()
        self._patient_id, self.file, self.missing, self.asking, self.closing = "", FileView(), True, False, False
