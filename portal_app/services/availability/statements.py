"""What is asked of the tables for free times: made once, for making a statement costs more than answering it.

Parameters: `practice_id`, `therapist_ids`, `first_on`, `last_on` and what each names beside.
"""

import sqlalchemy as sa
from sqlmodel import col

from models.agenda import Appointment
from models.columns import UtcDateTime
from models.practice import Centre, Holiday, Practice, Service, StaffMember, TimeOff, WorkingHours
from models.vocabulary import CANCELLED

_PRACTICE, _SERVICE = sa.bindparam("practice_id", type_=sa.String()), sa.bindparam("service_id", type_=sa.String())
_THERAPISTS = sa.bindparam("therapist_ids", expanding=True)
_FIRST, _LAST = sa.bindparam("first_on", type_=sa.Date()), sa.bindparam("last_on", type_=sa.Date())

RULES = (
    sa.select(
        col(Practice.timezone),
        col(Practice.region),
        col(Practice.interval_minutes),
        col(Practice.notice_hours),
        col(Practice.horizon_days),
        col(Practice.most_pending),
        col(Practice.who_may_ask),
        col(Practice.no_show_uses_pack),
        col(Service.length_minutes),
        col(Service.buffer_before_minutes),
        col(Service.buffer_after_minutes),
    )
    .join(Service, col(Service.practice_id) == col(Practice.id))
    .where(col(Service.practice_id) == _PRACTICE, col(Service.id) == _SERVICE)
)
"""One row; also `service_id`."""

HOURS = (
    sa.select(
        col(WorkingHours.therapist_id),
        col(WorkingHours.centre_id),
        col(WorkingHours.starts),
        col(WorkingHours.ends),
        col(WorkingHours.weekday),
        col(WorkingHours.on),
        col(WorkingHours.valid_from),
        col(WorkingHours.valid_to),
        col(WorkingHours.online_too),
    )
    .join(StaffMember, col(StaffMember.id) == col(WorkingHours.therapist_id))
    .join(Centre, col(Centre.id) == col(WorkingHours.centre_id))
    .where(
        col(WorkingHours.practice_id) == _PRACTICE,
        col(WorkingHours.therapist_id).in_(_THERAPISTS),
        sa.or_(col(WorkingHours.on).is_(None), col(WorkingHours.on).between(_FIRST, _LAST)),
        sa.or_(col(WorkingHours.valid_from).is_(None), col(WorkingHours.valid_from) <= _LAST),
        sa.or_(col(WorkingHours.valid_to).is_(None), col(WorkingHours.valid_to) >= _FIRST),
        col(StaffMember.active),
        col(StaffMember.holds_agenda),
        col(Centre.active),
    )
)
"""Periods that hold on some of the days, at centres that are open."""

TIME_OFF = sa.select(
    col(TimeOff.therapist_id),
    col(TimeOff.first_on),
    col(TimeOff.last_on),
    col(TimeOff.starts),
    col(TimeOff.ends),
    col(TimeOff.rrule),
    col(TimeOff.until),
    col(TimeOff.title),
).where(
    col(TimeOff.practice_id) == _PRACTICE,
    sa.or_(col(TimeOff.therapist_id).in_(_THERAPISTS), col(TimeOff.therapist_id).is_(None)),
    col(TimeOff.first_on) <= _LAST,
    sa.case(
        (col(TimeOff.rrule).is_(None), col(TimeOff.last_on) >= _FIRST),
        else_=sa.or_(
            col(TimeOff.until).is_(None), col(TimeOff.until) >= sa.bindparam("under_way_from", type_=sa.Date())
        ),
    ),
)
"""Absences that may touch the days; also `under_way_from`: the last of a pattern may begin then and still last."""

BUSY = (
    sa.select(
        col(Appointment.id),
        col(Appointment.therapist_id),
        col(Appointment.starts_at),
        col(Appointment.ends_at),
        col(Service.buffer_before_minutes),
        col(Service.buffer_after_minutes),
    )
    .join(Service, col(Service.id) == col(Appointment.service_id))
    .where(
        col(Appointment.practice_id) == _PRACTICE,
        col(Appointment.therapist_id).in_(_THERAPISTS),
        col(Appointment.starts_at) >= sa.bindparam("earliest", type_=UtcDateTime()),
        col(Appointment.starts_at) < sa.bindparam("latest", type_=UtcDateTime()),
        col(Appointment.status).not_in(CANCELLED),
    )
)
"""Appointments that hold time and begin from `earliest` up to `latest`."""

HOLIDAYS_BY_HAND = sa.select(col(Holiday.on), col(Holiday.centre_id), col(Holiday.name), col(Holiday.worked)).where(
    col(Holiday.practice_id) == _PRACTICE, col(Holiday.on).between(_FIRST, _LAST)
)
REGIONS = sa.select(col(Centre.id), col(Centre.region)).where(col(Centre.practice_id) == _PRACTICE)
