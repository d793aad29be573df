"""Patients from a spreadsheet and agendas from a calendar: looked at first, then all of it or nothing (PR-4)."""

from portal_app.services.imports.agenda import ImportedAgenda, import_agenda, therapist_with, zone_of
from portal_app.services.imports.agenda_plan import NoPatient
from portal_app.services.imports.batches import Imported
from portal_app.services.imports.calendar_file import AgendaFile, Occurrence, read_agenda_ics
from portal_app.services.imports.patient_sheet import Column, PatientRow, PatientSheet, read_patients_csv
from portal_app.services.imports.patients import import_patients

__all__ = [
    "AgendaFile",
    "Column",
    "Imported",
    "ImportedAgenda",
    "NoPatient",
    "Occurrence",
    "PatientRow",
    "PatientSheet",
    "import_agenda",
    "import_patients",
    "read_agenda_ics",
    "read_patients_csv",
    "therapist_with",
    "zone_of",
]
