"""A year's holidays: each region's own, those added by hand, and those worked through (AV-2, PR-1)."""

from datetime import date

import pytest
import sqlalchemy as sa

from models.tables import ActivityEntry, Centre
from models.vocabulary import Action, Locale
from portal_app.domain.problems import BadFields, NotAllowed
from portal_app.domain.refs import NOWHERE
from portal_app.services.set_up import holidays
from portal_app.services.set_up.holidays import HolidayKept
from portal_app.services.transaction import read, write
from tests.builders import Cast, on, the_cast
from tests.services.free_times import free_on

# The Catalan and the Spanish national day.
DIADA, PILAR = "2026-09-11", "2026-10-12"


def kept(cast: Cast, day: str, locale: Locale = Locale.CA) -> list[HolidayKept]:
    return [one for one in holidays.of_year(cast.ruth, 2026, locale=locale) if one.on == on(day)]


def refused(cast: Cast, doing: object, day: str, **more: str) -> list[tuple[str, str]]:
    with pytest.raises(BadFields) as refusal:
        doing(cast.olga, on(day), origin=NOWHERE, **more)
    return [(one.name, one.code) for one in refusal.value.facts["fields"]]


def is_open(cast: Cast, day: str) -> bool:
    return bool(free_on(cast, day))


@pytest.mark.parametrize(
    ("locale", "name"),
    [(Locale.CA, "Nativitat del Senyor"), (Locale.ES, "Natividad del Señor"), (Locale.EN, "Christmas Day")],
)
def test_a_year_is_named_in_the_readers_language(cast: Cast, locale: Locale, name: str) -> None:  # UX-1
    (one,) = kept(cast, "2026-12-25", locale)
    assert one == HolidayKept(date(2026, 12, 25), name, (), None, None, worked=False)


def test_each_centre_keeps_its_regions_holidays(cast: Cast) -> None:  # AV-2
    with write() as db:
        db.add(Centre(practice_id=cast.practice_id, name="Madrid", region="MD", position=2))
    assert [one.centres for one in kept(cast, DIADA)] == [("Gràcia", "Online")]
    assert [one.centres for one in kept(cast, PILAR)] == [()]
    assert [one.centres for one in kept(cast, "2026-05-02")] == [("Madrid",)]


def test_a_town_adds_its_own_two_days(cast: Cast) -> None:  # AV-2
    holiday_id = holidays.add(cast.olga, on("2026-10-23"), name=" Sant  Martí ", centre_id=cast.gracia, origin=NOWHERE)
    (one,) = kept(cast, "2026-10-23")
    assert (one.name, one.centres, one.centre_id, one.holiday_id) == (
        "Sant Martí",
        ("Gràcia",),
        cast.gracia,
        holiday_id,
    )
    assert not is_open(cast, "2026-10-23")
    holidays.remove(cast.olga, holiday_id, origin=NOWHERE)
    holidays.remove(cast.olga, holiday_id, origin=NOWHERE)
    assert (kept(cast, "2026-10-23"), is_open(cast, "2026-10-23")) == ([], True)
    with read() as db:
        changes = [entry.detail["change"] for entry in db.scalars(sa.select(ActivityEntry))]
    assert changes == ["holiday.added", "holiday.removed"]


def test_a_public_holiday_may_be_worked_through(cast: Cast) -> None:
    day = "2026-12-08"
    assert not is_open(cast, day)
    holiday_id = holidays.work(cast.olga, on(day), centre_id=cast.gracia, origin=NOWHERE)
    assert is_open(cast, day)
    public, worked = kept(cast, day)
    assert (public.centres, public.worked) == (("Online",), False)
    assert (worked.centres, worked.worked, worked.holiday_id) == (("Gràcia",), True, holiday_id)
    assert worked.name == public.name
    holidays.remove(cast.olga, holiday_id, origin=NOWHERE)
    assert not is_open(cast, day)


def test_one_worked_through_everywhere_is_no_holiday_any_more(cast: Cast) -> None:
    holidays.work(cast.olga, on("2026-12-08"), origin=NOWHERE)
    (one,) = kept(cast, "2026-12-08")
    assert (one.worked, one.centres) == (True, ())
    assert is_open(cast, "2026-12-08")


def test_a_day_closed_by_hand_stays_closed_though_its_holiday_is_worked(cast: Cast) -> None:
    holidays.work(cast.olga, on("2026-12-08"), origin=NOWHERE)
    holidays.add(cast.olga, on("2026-12-08"), name="Pont", origin=NOWHERE)
    assert not is_open(cast, "2026-12-08")


def test_what_cannot_be_is_refused_beside_its_field(cast: Cast) -> None:
    neighbour = the_cast(slug="lluna")
    assert refused(cast, holidays.add, "2026-10-23", name=" ") == [("name", "empty")]
    assert refused(cast, holidays.add, "2026-10-23", name="x" * 121) == [("name", "too_long")]
    assert refused(cast, holidays.add, "1999-10-23", name="x") == [("on", "not_a_date")]
    assert refused(cast, holidays.add, "2026-10-23", name="x", centre_id=neighbour.gracia) == [("centre_id", "unknown")]
    assert refused(cast, holidays.work, "2026-10-23") == [("on", "not_public")]
    holidays.add(cast.olga, on("2026-10-23"), name="Pont", origin=NOWHERE)
    assert refused(cast, holidays.add, "2026-10-23", name="Pont", centre_id=cast.gracia) == [("on", "already")]


def test_a_year_beyond_all_calendars_is_empty(cast: Cast) -> None:
    assert holidays.of_year(cast.ruth, 1500, locale=Locale.CA) == []


@pytest.mark.parametrize("who", ["marta", "ruth"])
def test_holidays_are_an_admins(cast: Cast, who: str) -> None:  # ID-8
    staff = getattr(cast, who)
    for doing in (
        lambda: holidays.add(staff, on("2026-10-23"), name="Pont", origin=NOWHERE),
        lambda: holidays.work(staff, on("2026-12-08"), origin=NOWHERE),
        lambda: holidays.remove(staff, "nothing", origin=NOWHERE),
    ):
        with pytest.raises(NotAllowed):
            doing()
    with read() as db:
        assert set(db.scalars(sa.select(ActivityEntry.action))) == {Action.ACCESS_DENIED}


def test_a_neighbour_removes_nothing(cast: Cast) -> None:  # PR-5
    holiday_id = holidays.add(cast.olga, on("2026-10-23"), name="Pont", origin=NOWHERE)
    holidays.remove(the_cast(slug="lluna").olga, holiday_id, origin=NOWHERE)
    assert kept(cast, "2026-10-23")
