"""How long free times take, with little and with much behind them: `measure()` gives figures for `espai bench`.

One therapist's month and the next open day of ten, on SQLite, with 100, 10,000 and 100,000 appointments in the
database. *Cold*: a new connection and nothing remembered; *warm*: the median of many.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from datetime import time as clock_time
from pathlib import Path

import sqlalchemy as sa

from models.columns import new_id
from models.tables import Appointment, StaffMember, WorkingHours
from models.vocabulary import ActorKind, AppointmentStatus
from portal_app import clock
from portal_app.domain.refs import NOWHERE
from portal_app.domain.wall_clock import wall_clock
from portal_app.services import availability, recurrence, schema, slot_requests, transaction
from portal_app.services.public_holidays import public_holidays
from portal_app.services.transaction import Database, read, write
from tests.builders import BARCELONA, LENGTH, NOW, Cast, slot_request, the_cast, time_off

HISTORIES = (100, 10_000, 100_000)
THERAPISTS = 10
ROUNDS = 50
MONTH = timedelta(days=30)
A_DAY_HOLDS = 8


def measure(histories: tuple[int, ...] = HISTORIES, *, rounds: int = ROUNDS) -> dict[str, object]:
    """The figures, ready for JSON; times in milliseconds."""
    return {
        "bench": "availability",
        "unit": "ms",
        "aim": {"month_engine": 2, "month_with_queries": 10, "next_open_day_of_ten": 30},
        "histories": [_with_history(size, rounds) for size in histories],
    }


def _with_history(size: int, rounds: int) -> dict[str, object]:
    clock.start_at(NOW)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        schema.upgrade(url)
        transaction.use(Database(url))
        cast = the_cast()
        therapists = [cast.marta.staff_id, *_more_therapists(cast, THERAPISTS - 1)]
        time_off(
            cast,
            "2023-01-09",
            therapist=cast.marta,
            hours=(clock_time(13), clock_time(14)),
            rrule="FREQ=WEEKLY;BYDAY=MO",
        )
        _fill(cast, size)
        first_on = clock.now().astimezone(BARCELONA).date()
        _month(cast, first_on)
        figures = {
            "appointments": size,
            "month_with_queries": _timed(lambda: _month(cast, first_on), url, rounds),
            "month_engine": _timed(_engine(cast, first_on), url, rounds),
            "next_open_day_of_ten": _timed(lambda: _next_open_days(cast, therapists), url, rounds),
            "accept": _timed_accepts(cast, rounds // 2),
        }
        transaction.database().close()
    clock.start_at(None)
    return figures


def _month(cast: Cast, first_on: date) -> int:
    with read() as db:
        slots = availability.free_slots(
            db,
            practice_id=cast.practice_id,
            therapist_id=cast.marta.staff_id,
            service_id=cast.individual,
            first_on=first_on,
            last_on=first_on + MONTH,
        )
    return len(slots)


def _engine(cast: Cast, first_on: date) -> Callable[[], int]:
    """The engine alone, on what was read once."""
    last_on = first_on + MONTH
    with read() as db:
        rules = availability.rules_of(db, practice_id=cast.practice_id, service_id=cast.individual)
        found = availability.agendas(db, rules, therapist_ids=[cast.marta.staff_id], first_on=first_on, last_on=last_on)
    agenda = found[cast.marta.staff_id]
    return lambda: len(agenda.free_slots(first_on, last_on))


def _next_open_days(cast: Cast, therapists: list[str]) -> int:
    with read() as db:
        found = availability.next_open_days(
            db, practice_id=cast.practice_id, therapist_ids=therapists, service_id=cast.individual
        )
    return len(found)


def _timed(doing: Callable[[], int], url: str, rounds: int) -> dict[str, float]:
    transaction.database().close()
    transaction.use(Database(url))
    for remembered in (wall_clock, recurrence.days, public_holidays):
        remembered.cache_clear()
    cold = _once(doing)
    return {"cold": cold, "warm": round(statistics.median(_once(doing) for _ in range(rounds)), 3)}


def _timed_accepts(cast: Cast, rounds: int) -> dict[str, float]:
    """Accepting a request: the database's own check of overlaps included."""
    times: list[float] = []
    for number in range(rounds):
        starts_at = NOW + timedelta(days=2 + number, hours=12)
        request_id = slot_request(cast, cast.biel, starts_at)
        times.append(_once(lambda request_id=request_id: _accept(cast, request_id)))
    return {"cold": times[0], "warm": round(statistics.median(times), 3)}


def _accept(cast: Cast, request_id: str) -> int:
    return slot_requests.accept(cast.marta, request_id, override=True, origin=NOWHERE).rejected


def _once(doing: Callable[[], int]) -> float:
    begun = time.perf_counter()
    doing()
    return round((time.perf_counter() - begun) * 1000, 3)


def _more_therapists(cast: Cast, number: int) -> list[str]:
    """Colleagues who work as Marta does."""
    with write() as db:
        marta = db.get_one(StaffMember, cast.marta.staff_id)
        hours = db.scalars(sa.select(WorkingHours).where(WorkingHours.therapist_id == marta.id)).all()
        ids = [new_id() for _ in range(number)]
        for staff_id in ids:
            given = {"id": staff_id, "email": f"{staff_id}@alba.example"}
            db.add(StaffMember(**{**marta.model_dump(), **given}))
        db.flush()
        for staff_id in ids:
            db.add_all(WorkingHours(**{**row.model_dump(), "id": new_id(), "therapist_id": staff_id}) for row in hours)
    return ids


def _fill(cast: Cast, size: int) -> None:
    """So many appointments of Marta's, a month of them to come and the rest behind."""
    newest = (NOW + MONTH).astimezone(BARCELONA).replace(hour=17, minute=0)
    with write() as db:
        for number in range(size):
            day, hour = divmod(number, A_DAY_HOLDS)
            starts_at = newest - timedelta(days=day, hours=hour)
            db.execute(
                sa.insert(Appointment).values(
                    practice_id=cast.practice_id,
                    therapist_id=cast.marta.staff_id,
                    patient_id=cast.ana.patient_id,
                    service_id=cast.individual,
                    centre_id=cast.gracia,
                    starts_at=starts_at,
                    ends_at=starts_at + LENGTH,
                    status=AppointmentStatus.CONFIRMED,
                    created_by_kind=ActorKind.STAFF,
                    created_at=NOW,
                    changed_at=NOW,
                )
            )


if __name__ == "__main__":
    json.dump(measure(), sys.stdout, indent=2)
