"""The security page: devices, and the ways to sign out (ID-5, ID-11)."""

from contextlib import suppress

import reflex as rx

from models.vocabulary import DeviceId
from portal_app.domain.problems import NotYours, SignedOut
from portal_app.domain.refs import PatientRef
from portal_app.presenters.patient.security import SecurityView, security_view
from portal_app.services import devices, own_record
from portal_app.states.gate import NAME, patient_event
from portal_app.states.guard import in_thread
from portal_app.states.patient.page import FoldedPage


class SecurityState(FoldedPage, rx.State):
    """The page."""

    view: SecurityView = SecurityView()

    @patient_event(device=NAME)
    async def sign_out_device(self, device: str) -> None:
        """End one of the other devices; one that is not there any more is off the list."""
        patient = await self._require_patient()
        with suppress(NotYours):
            await in_thread(devices.sign_out_device, patient, DeviceId(device), origin=self._origin())
        await self._show_page(patient)

    @patient_event()
    async def sign_out_others(self) -> None:
        """End every device but this one; code and PIN stay (ID-11)."""
        patient = await self._require_patient()
        await in_thread(devices.sign_out_others, patient, self._secret(), origin=self._origin())
        await self._show_page(patient)

    @patient_event()
    async def sign_out_everywhere(self) -> None:
        """End every device, this one too, with code and PIN (ID-5). Ends in `SignedOut`: the page goes to the door."""
        patient = await self._require_patient()
        await in_thread(devices.sign_out_everywhere, patient, origin=self._origin())
        raise SignedOut(everywhere=True)

    async def _show_page(self, patient: PatientRef) -> None:
        page = await in_thread(own_record.security, patient)
        known = await in_thread(devices.list_devices, patient, self._secret())
        await self._show_portal(page.portal)
        self._display(loaded=True, view=security_view(self._t(), page, known, whole=self._whole))

    def _secret(self) -> str:
        secret = self._handshake().patient_secret
        if secret is None:
            raise SignedOut
        return secret
