"""What the states of a patient's pages have in common, and what is around every one of those pages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

import reflex as rx
from reflex.state import _override_base_method
from reflex_base.utils.format import to_snake_case

from models.vocabulary import Locale
from portal_app import clock
from portal_app.domain.policies import UNDO
from portal_app.domain.refs import PatientRef
from portal_app.presenters.patient.portal import PortalView, portal_view
from portal_app.presenters.patient.told import told
from portal_app.services import own_choices
from portal_app.services.own_rows import Portal
from portal_app.states.gate import one_of, patient_event
from portal_app.states.guard import Guard, in_thread


@dataclass(frozen=True, slots=True)
class Toast:
    """A sentence for a while. `undo` is the request that can be restored, or nothing. Without a key there is none."""

    key: str = ""
    words: str = ""
    undo: str = ""


@cache
def _name_of(class_name: str) -> str:
    return to_snake_case(class_name)


class BriefName(rx.State, mixin=True):
    """A state that goes by its class alone: its name is in every message of its pages, and lines are slow."""

    @classmethod
    @_override_base_method
    def get_name(cls) -> str:
        """The class's name. No two states of the patient's side may share one."""
        return _name_of(cls.__name__)


class PortalState(BriefName, Guard, rx.State):
    """The frame of every page: practice, patient, therapist, how many requests wait, what was just done."""

    portal: PortalView = PortalView()
    waiting: int = 0
    toast: Toast = Toast()

    _told: int = 0
    _told_at: datetime | None = None
    _code: str = ""
    _facts: rx.Field[dict[str, object]] = rx.field(default_factory=dict)

    @patient_event(code=one_of("es", "ca", "en"))
    async def speak(self, code: str) -> None:
        """Remember the language for the person, not for this browser only (UX-1)."""
        patient = await self._require_patient()
        await in_thread(own_choices.speak, patient, Locale(code))

    def _say(self, code: str, facts: Mapping[str, object] | None = None, *, undo: str = "") -> None:
        """Show a toast in the place of the one before: what was done, or a problem's code with its facts."""
        self._told += 1
        self._told_at = clock.now()
        self._code, self._facts = code, dict(facts or {})
        self.toast = Toast(str(self._told), told(self._t(), code, self._facts), undo)

    def _frame(self, portal: Portal) -> None:
        """Show what is around the page, if it changed; a toast whose time is over is not there any more, and one
        that stands speaks the page's language.
        """
        view = portal_view(portal)
        self._display(portal=view, waiting=portal.pending + portal.proposed)
        if self._told_at is None:
            return
        if portal.now > self._told_at + UNDO:
            self._told_at = None
            self.toast = Toast()
        elif self.toast.words != (words := told(self._t(), self._code, self._facts)):
            self.toast = replace(self.toast, words=words)


class PatientPage(BriefName, Guard, rx.State, mixin=True):
    """A page of a patient's."""

    async def _show_portal(self, portal: Portal) -> None:
        """Show what is around the page."""
        frame = await self.get_state(PortalState)
        frame._frame(portal)  # noqa: SLF001 - a sibling's public methods are events


class LoadedPage(PatientPage, mixin=True):
    """A page that comes with what there is now and goes on showing what changes. It says how it is drawn."""

    loaded: bool = False

    @patient_event()
    async def load(self) -> None:
        """Show the page, and go on showing what changes."""
        patient = await self._require_patient()
        self._watch(patient, "refresh")
        self._begin()
        await self._show_page(patient)

    @patient_event()
    async def refresh(self) -> None:
        """Something of the patient's changed: show it as it is now."""
        await self._show_page(await self._require_patient(acting=False))

    def _begin(self) -> None:
        """Forget what was only for the opening before."""

    async def _show_page(self, patient: PatientRef) -> None:
        """Read what there is, and show it."""
        raise NotImplementedError


class FoldedPage(LoadedPage, mixin=True):
    """A page whose long lists are short until somebody wants to see the whole."""

    _whole: bool = False

    @patient_event()
    async def show_more(self) -> None:
        """Show all there is."""
        patient = await self._require_patient()
        self._whole = True
        await self._show_page(patient)

    def _begin(self) -> None:
        self._whole = False
