"""The patient whose file is open leaves, or comes back (AG-5)."""

import reflex as rx

from portal_app.domain.problems import ChangedMeanwhile, NotYours, Problem
from portal_app.domain.refs import StaffRef
from portal_app.presenters.staff import discharging as presenter
from portal_app.presenters.staff.discharging import LeavingView
from portal_app.services import discharge
from portal_app.services.discharge import Leaving
from portal_app.states.gate import staff_event
from portal_app.states.guard import in_thread
from portal_app.states.staff.forming import FORM, ON, FormPage
from portal_app.states.staff.panels import PanelPage, panel
from portal_app.states.staff.patient_file import PatientFileState


@panel
class DischargeState(FormPage, PanelPage, rx.State):
    """What lies ahead, and what becomes of it: `filled` has each appointment's id, ticked to be cancelled."""

    leaving: rx.Field[LeavingView] = rx.field(default_factory=LeavingView)
    _found: Leaving | None = None

    @staff_event()
    async def start(self) -> None:
        """List what there is to decide."""
        staff = await self._require_staff()
        patient_id = (await self.get_state(PatientFileState)).file.patient_id
        if patient_id:
            await self._close_others()
            await self._list(staff, patient_id)

    @staff_event(form=FORM)
    async def confirm(self, form: dict[str, str]) -> None:  # noqa: ARG002  its boxes say each when they are ticked
        """Put the file away. A second tap finds the panel closed."""
        staff = await self._require_staff()
        if not self.opened:
            return
        cancel = [key for key, value in self.filled.items() if value == ON]
        keep = [key for key, value in self.filled.items() if value != ON]
        try:
            await in_thread(discharge.discharge, staff, self.opened, cancel=cancel, keep=keep, origin=self._origin())
        except Problem as problem:
            if isinstance(problem, ChangedMeanwhile):
                await self._list(staff, self.opened)
            self._refuse_form(problem)
            return
        t = self._t()
        await self._done(staff, t("The file is put away. The patient can no longer enter."))

    @staff_event()
    async def take_back(self) -> None:
        """The patient comes again, with a new code."""
        staff = await self._require_staff()
        page = await self.get_state(PatientFileState)
        if not page.file.discharged:
            return
        try:
            await in_thread(discharge.take_back, staff, page.file.patient_id, origin=self._origin())
        except NotYours:
            await page._renew(staff)  # noqa: SLF001  a sibling's own page
            return
        t = self._t()
        await self._done(staff, t("The file is open again, with a new code. Send it."))

    async def _list(self, staff: StaffRef, patient_id: str) -> None:
        found: Leaving = await in_thread(discharge.leaving, staff, patient_id)
        kept = {key: value for key, value in self.filled.items() if self.opened == patient_id}
        self._found = found
        self._open(
            patient_id,
            {one.appointment_id: kept.get(one.appointment_id, ON if one.may_cancel else "") for one in found.to_come},
        )
        self._word()

    def _word(self) -> None:
        super()._word()
        if self.opened and self._found:
            self._display(leaving=presenter.leaving(self._t(), self._found))

    async def _done(self, staff: StaffRef, said: str) -> None:
        self._shut()
        page = await self.get_state(PatientFileState)
        page._say(said)  # noqa: SLF001  a sibling's own page
        await page._renew(staff)  # noqa: SLF001  a sibling's own page
