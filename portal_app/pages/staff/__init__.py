"""Staff pages."""

import reflex as rx

from portal_app.pages.registry import localized
from portal_app.pages.staff import agenda, inbox, patient_file, patients, settings
from portal_app.states.staff.agenda import AgendaState
from portal_app.states.staff.inbox import InboxState
from portal_app.states.staff.patient_file import PatientFileState
from portal_app.states.staff.patients import PatientsState
from portal_app.states.staff.settings import SettingsState


def register(app: rx.App) -> None:
    """Put the staff pages at their addresses, in each language."""
    sheet = "staff"
    localized(
        app,
        "/staff/agenda",
        agenda.build,
        sheet=sheet,
        title=lambda t: t("Agenda") + " · Espai",
        on_load=AgendaState.load,
    )
    localized(
        app, "/staff/inbox", inbox.build, sheet=sheet, title=lambda t: t("To do") + " · Espai", on_load=InboxState.load
    )
    localized(
        app,
        "/staff/patients",
        patients.build,
        sheet=sheet,
        title=lambda t: t("Patients") + " · Espai",
        on_load=PatientsState.load,
    )
    localized(
        app,
        "/staff/patients/[patient_id]",
        patient_file.build,
        sheet=sheet,
        title=lambda t: t("Patient file") + " · Espai",
        on_load=PatientFileState.load,
    )
    localized(
        app,
        "/staff/settings",
        settings.build,
        sheet=sheet,
        title=lambda t: t("Settings") + " · Espai",
        on_load=SettingsState.load,
    )
