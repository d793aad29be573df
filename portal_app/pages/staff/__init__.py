"""Staff pages."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from portal_app.i18n.text import Text
from portal_app.pages.registry import Build, localized
from portal_app.pages.staff import activity, agenda, as_patient, guide, inbox, patient_file, patients
from portal_app.pages.staff.settings import (
    centres,
    general,
    holidays,
    hours,
    importing,
    messages,
    policies,
    services,
    team,
    time_off,
)
from portal_app.states.staff.activity import ActivityTrailState
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.as_patient import SeenAsPatientState
from portal_app.states.staff.guide import GuideState
from portal_app.states.staff.inbox import InboxState
from portal_app.states.staff.patient_file import PatientFileState
from portal_app.states.staff.patients import PatientsState
from portal_app.states.staff.settings.centres import CentresState
from portal_app.states.staff.settings.holidays import HolidaysState
from portal_app.states.staff.settings.hours import HoursState
from portal_app.states.staff.settings.importing import ImportState
from portal_app.states.staff.settings.messages import MessagesState
from portal_app.states.staff.settings.policies import GeneralState, PoliciesState
from portal_app.states.staff.settings.services import ServicesState
from portal_app.states.staff.settings.team import TeamState
from portal_app.states.staff.settings.time_off import TimeOffState


def register(app: rx.App) -> None:
    """Put the staff pages at their addresses, in each language."""
    _page(app, "agenda", agenda.build, lambda t: t("Agenda"), AgendaState.load)
    _page(app, "inbox", inbox.build, lambda t: t("To do"), InboxState.load)
    _page(app, "patients", patients.build, lambda t: t("Patients"), PatientsState.load)
    _page(app, "patients/[patient_id]", patient_file.build, lambda t: t("Patient file"), PatientFileState.load)
    _page(
        app,
        "patients/[patient_id]/seen",
        as_patient.build,
        lambda t: t("See as the patient"),
        SeenAsPatientState.load,
        sheet="seen",
    )
    _page(app, "activity", activity.build, lambda t: t("Activity"), ActivityTrailState.load)
    _page(app, "start", guide.build, lambda t: t("First steps"), GuideState.load)
    _page(app, "settings", general.build, lambda t: t("Settings"), GeneralState.load)
    _page(app, "settings/services", services.build, lambda t: t("Services"), ServicesState.load)
    _page(app, "settings/centres", centres.build, lambda t: t("Centres"), CentresState.load)
    _page(app, "settings/hours", hours.build, lambda t: t("Working hours"), HoursState.load)
    _page(app, "settings/time-off", time_off.build, lambda t: t("Time off"), TimeOffState.load)
    _page(app, "settings/holidays", holidays.build, lambda t: t("Holidays"), HolidaysState.load)
    _page(app, "settings/policies", policies.build, lambda t: t("Policies"), PoliciesState.load)
    _page(app, "settings/team", team.build, lambda t: t("Team"), TeamState.load)
    _page(app, "settings/messages", messages.build, lambda t: t("Messages"), MessagesState.load)
    _page(app, "settings/import", importing.build, lambda t: t("Import"), ImportState.load)


def _page(
    app: rx.App, path: str, build: Build, title: Callable[[Text], str], on_load: Any, *, sheet: str = "staff"
) -> None:
    localized(
        app,
        f"/staff/{path}",
        build,
        sheet=sheet,
        side="staff",
        title=lambda t: f"{title(t)} · Espai",
        on_load=on_load,
    )
