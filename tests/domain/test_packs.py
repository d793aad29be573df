"""What is left in a pack, and which pack a session is taken from (PK-1, PK-2)."""

from datetime import date

import pytest

from models.vocabulary import AppointmentStatus as Status
from portal_app.domain.packs import Pack, PackCount, counted, is_active, pack_for

TODAY = date(2026, 10, 22)


def pack(name: str = "pack", *, bought: str = "2026-09-01", left: int = 1, **more: object) -> Pack:
    given = {"services": (), "expires_on": None, "is_closed": False, **more}
    return Pack(name, contracted_on=date.fromisoformat(bought), count=PackCount(10, 10 - left), **given)


@pytest.mark.parametrize(
    ("statuses", "no_show_uses", "used", "booked"),
    [
        ([], True, 0, 0),
        ([Status.CONFIRMED, Status.CONFIRMED], True, 0, 2),
        ([Status.ATTENDED, Status.CONFIRMED], True, 1, 1),
        ([Status.CANCELLED_BY_PATIENT, Status.CANCELLED_BY_PRACTICE], True, 0, 0),
        ([Status.NO_SHOW], True, 1, 0),
        ([Status.NO_SHOW], False, 0, 0),
    ],
)
def test_sessions_are_counted_from_appointments(
    statuses: list[Status], no_show_uses: bool, used: int, booked: int
) -> None:  # PK-1
    count = counted(10, statuses, no_show_uses_pack=no_show_uses)
    assert count == PackCount(total=10, used=used, booked=booked)
    assert count.left == 10 - used - booked


@pytest.mark.parametrize(("left", "last_one"), [(0, False), (1, True), (2, False)])
def test_the_last_session_shows_as_such(left: int, last_one: bool) -> None:  # PK-2
    assert PackCount(10, used=10 - left).last_one is last_one


@pytest.mark.parametrize(
    ("candidate", "active"),
    [
        pytest.param(pack(), True, id="something left"),
        pytest.param(pack(left=0), False, id="used up"),
        pytest.param(pack(left=-1), False, id="overdrawn"),
        pytest.param(pack(is_closed=True), False, id="closed"),
        pytest.param(pack(expires_on=TODAY), True, id="on its last day"),
        pytest.param(pack(expires_on=date(2026, 10, 21)), False, id="expired"),
    ],
)
def test_a_session_is_taken_from_an_active_pack_only(candidate: Pack, active: bool) -> None:  # PK-1
    assert is_active(candidate, TODAY) is active
    assert (pack_for([candidate], service_id="individual", on=TODAY) is candidate) is active


def test_the_oldest_pack_that_covers_the_service_comes_first() -> None:  # PK-1
    packs = [
        pack("newer", bought="2026-06-01"),
        pack("couple", bought="2026-01-01", services=("couple", "family")),
        pack("older", bought="2026-03-01", services=("individual",)),
        pack("oldest, used up", bought="2026-02-01", left=0),
    ]
    chosen = pack_for(packs, service_id="individual", on=TODAY)
    assert chosen is not None
    assert chosen.pack_id == "older"


@pytest.mark.parametrize(("services", "covered"), [((), True), (("couple", "family"), True), (("individual",), False)])
def test_a_pack_covers_the_services_it_is_for_or_every_one(services: tuple[str, ...], covered: bool) -> None:  # PK-1
    candidate = pack(services=services)
    assert (pack_for([candidate], service_id="family", on=TODAY) is candidate) is covered


def test_without_a_pack_a_session_is_paid_by_itself() -> None:
    assert pack_for([], service_id="individual", on=TODAY) is None
