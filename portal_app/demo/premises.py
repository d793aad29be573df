"""The demo practice itself: its centres, services, team, hours and time off."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

from models.tables import Centre, Holiday, Practice, Service, StaffMember, TimeOff, WorkingHours
from models.vocabulary import CentreKind, Locale
from portal_app.demo.days import REGION, ZONE, Closed, Days, clock_time
from portal_app.demo.people import (
    COUPLE,
    EVALUATION,
    FIRST,
    FRIDAY,
    GRACIA,
    HISTORY_WEEKS,
    IGNASI,
    INDIVIDUAL,
    MARTA,
    MONDAY,
    OLGA,
    ONLINE,
    SANT_ANTONI,
    STAFF,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
)

SLUG = "alba"

_LUNCH = ("14:00", "15:00")
_WHOLE_DAY = (("9:00", "20:00"),)
_SPLIT_DAY = (("9:00", "13:00"), ("15:00", "20:00"))

# therapist, weekday, centre, periods
_HOURS = (
    (MARTA, MONDAY, GRACIA, _WHOLE_DAY),
    (MARTA, TUESDAY, SANT_ANTONI, _WHOLE_DAY),
    (MARTA, WEDNESDAY, GRACIA, _WHOLE_DAY),
    (MARTA, THURSDAY, GRACIA, _WHOLE_DAY),
    (MARTA, FRIDAY, SANT_ANTONI, (("9:00", "15:00"),)),
    (IGNASI, MONDAY, SANT_ANTONI, (("15:00", "20:00"),)),
    (IGNASI, TUESDAY, SANT_ANTONI, _SPLIT_DAY),
    (IGNASI, WEDNESDAY, GRACIA, (("9:00", "14:00"),)),
    (IGNASI, THURSDAY, SANT_ANTONI, (("15:00", "20:00"),)),
    (IGNASI, FRIDAY, ONLINE, (("9:00", "14:00"),)),
    (OLGA, TUESDAY, GRACIA, (("10:00", "14:00"),)),
    (OLGA, WEDNESDAY, ONLINE, (("16:00", "20:00"),)),
    (OLGA, THURSDAY, GRACIA, (("10:00", "14:00"),)),
)

# key, names in es, ca, en; minutes, minutes free after it, cents, whether patients may ask for it
_SERVICES = (
    (INDIVIDUAL, ("Terapia individual", "Teràpia individual", "Individual therapy"), 50, 10, 6_000, True),
    (COUPLE, ("Terapia de pareja", "Teràpia de parella", "Couples therapy"), 75, 15, 8_000, True),
    (FIRST, ("Primera entrevista", "Primera entrevista", "First interview"), 50, 10, 5_000, False),
    (EVALUATION, ("Evaluación", "Avaluació", "Evaluation"), 90, 15, 12_000, False),
)


@dataclass(frozen=True, slots=True)
class Premises:
    """The rows of the practice, by the names the demo calls them, and when nobody works."""

    practice: Practice
    centres: dict[str, Centre]
    services: dict[str, Service]
    staff: dict[str, StaffMember]
    rows: tuple[WorkingHours | TimeOff | Holiday, ...]
    closed: tuple[Closed, ...]
    public_holidays: frozenset[date]

    def works(self, therapist: str, on: date, starts: str, length: timedelta) -> bool:
        """Whether the therapist is there for the whole of that time. What is off every week is not looked at."""
        if on in self.public_holidays:
            return False
        begins = clock_time(starts)
        ends = (timedelta(hours=begins.hour, minutes=begins.minute) + length).total_seconds() // 60
        until = clock_time(f"{int(ends) // 60}:{int(ends) % 60}")
        return not any(closed.covers(therapist, on, begins, until) for closed in self.closed)


def furnish(days: Days, passwords: dict[str, str]) -> Premises:
    """The practice as it stands on the demo's day. `passwords` holds each one's hash by staff key."""
    opened = days.at(days.day(-HISTORY_WEEKS - 1, MONDAY), "9:00")
    practice = Practice(
        id=days.new_id(),
        slug=SLUG,
        name="Alba Psicologia",
        timezone=ZONE,
        locale=Locale.CA,
        region=REGION,
        phone="+34930000000",
        whatsapp="+34600000001",
        notice_date=days.day(-HISTORY_WEEKS - 1, MONDAY),
        created_at=opened,
    )
    centres = {
        GRACIA: Centre(
            id=days.new_id(),
            practice_id=practice.id,
            name="Gràcia",
            address="Carrer de Verdi, 48, 08012 Barcelona",
            region=REGION,
        ),
        SANT_ANTONI: Centre(
            id=days.new_id(),
            practice_id=practice.id,
            name="Sant Antoni",
            address="Carrer del Parlament, 17, 08015 Barcelona",
            region=REGION,
            position=1,
        ),
        ONLINE: Centre(
            id=days.new_id(),
            practice_id=practice.id,
            kind=CentreKind.ONLINE,
            name="Online",
            region=REGION,
            position=2,
        ),
    }
    services = {
        key: Service(
            id=days.new_id(),
            practice_id=practice.id,
            names=dict(zip(("es", "ca", "en"), names, strict=True)),
            length_minutes=length,
            buffer_after_minutes=after,
            price_cents=price,
            patients_may_ask=askable,
            position=position,
        )
        for position, (key, names, length, after, price, askable) in enumerate(_SERVICES)
    }
    staff = {
        member.key: StaffMember(
            id=days.new_id(),
            practice_id=practice.id,
            name=member.name,
            given_name=member.name.split()[0],
            email=f"{member.key}@{SLUG}.example",
            password_hash=passwords[member.key],
            role=member.role,
            holds_agenda=member.agenda,
            licence=member.licence,
            whatsapp=f"+3460000000{number}" if member.agenda else "",
            locale=member.locale,
            created_at=opened,
        )
        for number, member in enumerate(STAFF, 1)
    }
    hours = [
        WorkingHours(
            id=days.new_id(),
            practice_id=practice.id,
            therapist_id=staff[therapist].id,
            centre_id=centres[centre].id,
            weekday=weekday,
            starts=clock_time(starts),
            ends=clock_time(ends),
        )
        for therapist, weekday, centre, periods in _HOURS
        for starts, ends in periods
    ]
    closed = _closed(days)
    rows = [
        *hours,
        *_every_week(days, practice.id, staff),
        *(_once(days, practice.id, staff, stretch) for stretch in closed),
        *_town_holidays(days, practice.id),
    ]
    town = frozenset(row.on for row in rows if isinstance(row, Holiday))
    return Premises(practice, centres, services, staff, tuple(rows), closed, days.public_holidays | town)


def _closed(days: Days) -> tuple[Closed, ...]:
    """What is off once: a week of holidays behind and one ahead, a congress, a morning of training."""
    return (
        Closed(MARTA, "Vacaciones", days.day(-12, MONDAY), days.day(-12, 6)),
        Closed(MARTA, "Vacaciones", days.day(5, MONDAY), days.day(5, 6)),
        Closed(IGNASI, "Vacances", days.day(-15, MONDAY), days.day(-15, 6)),
        Closed(IGNASI, "Formació", days.day(2, FRIDAY), days.day(2, FRIDAY), clock_time("9:00"), clock_time("11:30")),
        Closed(OLGA, "Congrés", days.day(3, WEDNESDAY), days.day(3, FRIDAY)),
    )


def _once(days: Days, practice_id: str, staff: dict[str, StaffMember], closed: Closed) -> TimeOff:
    return TimeOff(
        id=days.new_id(),
        practice_id=practice_id,
        therapist_id=staff[closed.therapist].id if closed.therapist else None,
        title=closed.title,
        first_on=closed.first_on,
        last_on=closed.last_on,
        starts=closed.starts,
        ends=closed.ends,
    )


def _every_week(days: Days, practice_id: str, staff: dict[str, StaffMember]) -> list[TimeOff]:
    """What comes back: Marta's lunch and supervision, and the team's meeting on the first Monday of the month."""
    recurring = (
        (MARTA, "Comida", MONDAY, _LUNCH, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"),
        (MARTA, "Supervisión", WEDNESDAY, ("18:00", "19:30"), "FREQ=WEEKLY;BYDAY=WE"),
        (None, "Reunió d’equip", MONDAY, ("13:00", "14:00"), "FREQ=MONTHLY;BYDAY=1MO"),
    )
    rows: list[TimeOff] = []
    for therapist, title, weekday, (starts, ends), rrule in recurring:
        first = days.day(-HISTORY_WEEKS, weekday)
        while rrule.endswith("1MO") and first.day > 7:
            first += timedelta(weeks=1)
        rows.append(
            TimeOff(
                id=days.new_id(),
                practice_id=practice_id,
                therapist_id=staff[therapist].id if therapist else None,
                title=title,
                first_on=first,
                last_on=first,
                starts=clock_time(starts),
                ends=clock_time(ends),
                rrule=rrule,
            )
        )
    return rows


def _town_holidays(days: Days, practice_id: str) -> list[Holiday]:
    """The two days that Barcelona adds by itself: Whit Monday and la Mercè, in the years around the demo's day."""
    rows: list[Holiday] = []
    for year in range(days.today.year - 1, days.today.year + 2):
        for on, name in ((easter(year) + timedelta(days=50), "Segona Pasqua"), (date(year, 9, 24), "La Mercè")):
            rows.append(Holiday(id=days.new_id(), practice_id=practice_id, on=on, name=name))
    return rows
