"""What lapses with time, and what does not."""

from datetime import timedelta

import pytest
import time_machine

from portal_app.domain.refs import NOWHERE
from portal_app.services import hashing, sign_in, staff_sign_in
from portal_app.services.hashing import Seal
from tests.builders import NOW, Cast
from tests.conftest import StandingClock
from tests.services.doors import ANA_CODE, PHONE, PIN, ana_enters, has_pin, marta_has_password

YEARS = timedelta(days=5 * 365)
PASSWORD = "vora el mar de nit 41"


def test_neither_a_pin_nor_a_password_has_to_be_changed_with_time(cast: Cast, standing_clock: StandingClock) -> None:
    has_pin(cast.ana, ANA_CODE)
    marta_has_password(cast, PASSWORD)
    ana_enters()
    standing_clock.shift(YEARS)
    assert sign_in.enter(ANA_CODE, PIN, device_token=None, origin=PHONE)
    assert staff_sign_in.enter("marta@alba.example", PASSWORD, origin=NOWHERE)


@pytest.mark.parametrize("purpose", Seal)
def test_a_seal_is_refused_when_its_time_is_over(purpose: Seal) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        sealed = hashing.seal(purpose, "text")
        traveller.shift(timedelta(seconds=60))
        assert hashing.unseal(purpose, sealed, ttl=60) == "text"
        traveller.shift(timedelta(seconds=1))
        assert hashing.unseal(purpose, sealed, ttl=60) is None
