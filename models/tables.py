"""Every table in one place, for migrations and for anyone who wants to see the whole."""

from sqlmodel import SQLModel

from models.activity import ActivityEntry, RefusedAgain
from models.agenda import Appointment, AppointmentSeries, ProposedTime, SlotRequest
from models.devices import Device, DeviceSession, SignInAttempt, SpentToken, StaffSession
from models.packs import PackAdjustment, SessionPack
from models.patients import AccessCode, NoticeAcceptance, Patient, PatientAccess
from models.practice import (
    Centre,
    Holiday,
    ImportBatch,
    ImportUpload,
    Lease,
    MessageTemplate,
    Practice,
    Service,
    StaffMember,
    TimeOff,
    TimesVersion,
    WorkingHours,
)

metadata = SQLModel.metadata

__all__ = [
    "AccessCode",
    "ActivityEntry",
    "Appointment",
    "AppointmentSeries",
    "Centre",
    "Device",
    "DeviceSession",
    "Holiday",
    "ImportBatch",
    "ImportUpload",
    "Lease",
    "MessageTemplate",
    "NoticeAcceptance",
    "PackAdjustment",
    "Patient",
    "PatientAccess",
    "Practice",
    "ProposedTime",
    "RefusedAgain",
    "Service",
    "SessionPack",
    "SignInAttempt",
    "SlotRequest",
    "SpentToken",
    "StaffMember",
    "StaffSession",
    "TimeOff",
    "TimesVersion",
    "WorkingHours",
    "metadata",
]
