"""A month of one therapist's agenda: what each day holds, in a few lines (AG-1)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from models.vocabulary import AppointmentStatus
from portal_app.i18n.text import Text
from portal_app.presenters.staff.agenda_days import dots, spoken
from portal_app.presenters.staff.agenda_events import midnight
from portal_app.services.agenda import AgendaAppointment, Agendas, Diary
from portal_app.services.interest import InterestGroup

# More would not fit in a cell of a month with six weeks.
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a cell; `look` confirmed, past, missed or interest."""

    key: str
    time: str
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class CellView:
    """A day of the month; `more` lines than are shown, `note` why it is not worked, `outside` of another month."""

    on: str
    number: str
    label: str
    today: bool
    outside: bool
    closed: bool
    note: str
    more: str
    dots: str
    lines: list[LineView] = field(default_factory=list)


def weeks(t: Text, read: Agendas) -> list[list[CellView]]:
    """The month's weeks from Monday to Sunday."""
    if not read.diaries:
        return []
    number = ((read.last_on - read.first_on).days + 1) // 7
    return [
        [_cell(t, read, read.diaries[0], read.first_on + timedelta(days=7 * week + day)) for day in range(7)]
        for week in range(number)
    ]


def _cell(t: Text, read: Agendas, diary: Diary, on: date) -> CellView:
    begins, ends = midnight(on, read.zone), midnight(on + timedelta(days=1), read.zone)
    appointments = [one for one in diary.appointments if begins <= one.starts_at < ends]
    groups = [one for one in diary.groups if begins <= one.starts_at < ends]
    blocks = [one for one in diary.blocks if one.starts_at < ends and one.ends_at > begins]
    works = any(part.starts_at < ends and part.ends_at > begins for part in diary.worked)
    everything = sorted([*appointments, *groups], key=lambda one: one.starts_at)
    shown = everything if len(everything) <= MOST_LINES else everything[: MOST_LINES - 1]
    left = len(everything) - len(shown)
    whole = [one for one in blocks if not works or (one.starts_at <= begins and one.ends_at >= ends)]
    return CellView(
        on=on.isoformat(),
        number=str(on.day),
        label=spoken(t, on, sessions=len(appointments), waiting=sum(one.count for one in groups)),
        today=on == read.now.astimezone(read.zone).date(),
        outside=on.month != read.on.month,
        closed=not works or bool(whole),
        note=(whole[0].title or t("Away")) if whole and not everything else "",
        more=t.plural("{n} more", "{n} more", left) if left else "",
        dots=dots((one.ends_at for one in appointments), interested=bool(groups), now=read.now),
        lines=[_line(t, read, one) for one in shown],
    )


def _line(t: Text, read: Agendas, one: AgendaAppointment | InterestGroup) -> LineView:
    time = t.clock(one.starts_at.astimezone(read.zone))
    if isinstance(one, InterestGroup):
        text = t.plural("{n} interested", "{n} interested", one.count)
        return LineView(one.interested[0].request_id, time, text, "interest")
    return LineView(one.appointment_id, time, one.patient, _look(one, read.now))


def _look(one: AgendaAppointment, now: datetime) -> str:
    if one.status is AppointmentStatus.NO_SHOW:
        return "missed"
    return "past" if one.ends_at <= now or one.status is AppointmentStatus.ATTENDED else "confirmed"
