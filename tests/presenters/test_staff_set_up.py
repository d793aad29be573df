"""PR-1, AV-2, AG-3: how set-up is worded and how what people type is read."""

from datetime import date, time

import pytest

from models.vocabulary import Locale, StaffId
from portal_app.domain.absences import Every, Recurrence, TimeOffDraft
from portal_app.domain.availability import Reason
from portal_app.domain.problems import FieldProblem
from portal_app.i18n.text import text
from portal_app.presenters.staff import fields
from portal_app.presenters.staff.reasons import reason
from portal_app.presenters.staff.settings import hours, policies, time_off
from portal_app.presenters.staff.settings.hours import TypedPeriod
from portal_app.presenters.staff.settings.regions import region
from portal_app.presenters.staff.typed_time import as_time

ES, CA, EN = (text(locale) for locale in Locale)
TUESDAY = date(2026, 10, 13)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9", time(9)),
        ("9:30", time(9, 30)),
        ("09.30", time(9, 30)),
        ("930", time(9, 30)),
        ("0930", time(9, 30)),
        ("9h30", time(9, 30)),
        (" 17h ", time(17)),
        ("09:30:00", time(9, 30)),
        ("24:00", None),
        ("9:60", None),
        ("nine", None),
        ("", None),
        ("٩:٣٠", time(9, 30)),
    ],
)
def test_a_time_is_read_as_people_write_it(written: str, read: time | None) -> None:
    assert as_time(written) == read


@pytest.mark.parametrize(
    ("recurrence", "said"),
    [
        (Recurrence(Every.DAY), ("Cada día, desde el 13 oct 2026", "Every day, from 13 Oct 2026")),
        (Recurrence(Every.DAY, 3), ("Cada 3 días, desde el 13 oct 2026", "Every 3 days, from 13 Oct 2026")),
        (
            Recurrence(Every.WEEK, 1, (1, 3, 4)),
            (
                "Cada semana: martes, jueves y viernes, desde el 13 oct 2026",
                "Every week: Tuesday, Thursday and Friday, from 13 Oct 2026",
            ),
        ),
        (
            Recurrence(Every.WEEK, 2, (), date(2026, 12, 22)),
            (
                "Cada 2 semanas: martes, desde el 13 oct 2026 hasta el 22 dic 2026",
                "Every 2 weeks: Tuesday, from 13 Oct 2026 until 22 Dec 2026",
            ),
        ),
        (
            Recurrence(Every.MONTH),
            ("El día 13 de cada mes, desde el 13 oct 2026", "Day 13 of each month, from 13 Oct 2026"),
        ),
        (
            Recurrence(Every.MONTH_WEEKDAY, 2),
            (
                "El segundo martes, cada 2 meses, desde el 13 oct 2026",
                "The second Tuesday, every 2 months, from 13 Oct 2026",
            ),
        ),
    ],
)
def test_time_off_that_repeats_is_told_as_people_say_it(recurrence: Recurrence, said: tuple[str, str]) -> None:  # AV-2
    draft = TimeOffDraft(StaffId("m"), TUESDAY, TUESDAY, recurrence=recurrence)
    assert (time_off.when(ES, draft), time_off.when(EN, draft)) == said


def test_time_off_of_some_hours_says_which() -> None:
    draft = TimeOffDraft(None, TUESDAY, TUESDAY, starts=time(14), ends=time(16, 30))
    assert time_off.when(CA, draft) == "Dimarts 13 d’octubre de 2026, 14:00\u00a0–\u00a016:30"


def test_the_form_of_time_off_gives_back_what_it_was_filled_from() -> None:
    draft = TimeOffDraft(None, TUESDAY, TUESDAY, "Congrés", time(9), time(11), Recurrence(Every.WEEK, 2, (1,)))
    form = time_off.form(draft)
    assert (form["therapist_id"], form["whole"], form["every"], form["interval"]) == ("practice", "", "week", "2")
    assert (form["weekday_1"], form["weekday_2"], form["starts"]) == ("on", "", "09:00")


def test_the_track_reaches_as_far_as_the_hours_go() -> None:
    early = TypedPeriod("a", "6:00", "8:00", "c")
    (monday, *_) = hours.weekdays(ES, [[early], *[[]] * 6], [[]] * 7, {}, {})
    assert [(bar.left, bar.width) for bar in monday.bars] == [("0.0%", "13.3%")]
    unreadable = TypedPeriod("a", "late", "8:00", "c")
    assert hours.weekdays(ES, [[unreadable], *[[]] * 6], [[]] * 7, {}, {})[0].bars == []


def test_what_patients_read_leaves_out_what_cannot_be_read() -> None:  # AV-1
    form = {"who_may_ask": "consented", "notice_hours": "", "horizon_days": "1", "interval_minutes": "x"}
    assert policies.promise(EN, form) == [
        "Only patients whose file allows it see open times.",
        "You see open times 1 day ahead.",
    ]
    assert policies.promise(EN, {"who_may_ask": "all", "notice_hours": "0"}) == [
        "You can ask for a time until it begins."
    ]


@pytest.mark.parametrize("t", [ES, CA, EN])
def test_every_reason_has_words(t: object) -> None:  # AV-9
    assert isinstance(t, type(ES))
    assert len({reason(t, why) for why in Reason}) == len(Reason)


def test_an_unforeseen_refusal_still_says_what_to_do() -> None:  # UX-6
    assert fields.words(EN, FieldProblem("x", "of_tomorrow")) == "This cannot be so. Change it and save again."


def test_what_is_in_use_says_by_whom() -> None:  # PR-1
    facts = {"therapists": ("Marta", "Jordi"), "appointments": 3, "patients": 0, "last": False}
    assert fields.still_in_use(EN, facts) == (
        "Marta, Jordi still have hours there: change them first. 3 sessions are booked there: move them first."
    )
    assert "last one" in fields.still_in_use(EN, {"last": True})


def test_a_region_is_called_by_its_name() -> None:
    assert (region(ES, "CT"), region(CA, "ES"), region(EN, "ES-VC"), region(EN, "FR")) == (
        "Cataluña",
        "Tot Espanya",
        "Valencian Community",
        "FR",
    )
