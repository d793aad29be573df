"""The patient's door: what opens it, what shuts it, and what it never tells."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.tables import ActivityEntry, Device, NoticeAcceptance, PatientAccess, Practice, SignInAttempt
from models.vocabulary import Action, AttemptOutcome, Locale
from portal_app import clock
from portal_app.domain import lockout
from portal_app.domain.door_problems import (
    Blocked,
    CodeMalformed,
    Locked,
    NotAFirstEntry,
    NoticeNotAccepted,
    PinNotFourDigits,
    PinsDiffer,
    PinTooObvious,
    WrongSecret,
)
from portal_app.domain.problems import Problem, SignedOut
from portal_app.services import access_codes, devices, hashing, sign_in, transaction
from portal_app.services.sign_in import Next
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.services.doors import (
    ANA_CODE,
    NOBODYS_CODE,
    PHONE,
    PIN,
    STRANGER,
    WRONG_PIN,
    ana_enters,
    has_code,
    has_pin,
)

SECOND = timedelta(seconds=1)


@pytest.fixture
def ana(cast: Cast) -> Cast:
    has_pin(cast.ana, ANA_CODE)
    return cast


def _fail(times: int, *, code: str | None = ANA_CODE, device_token: str | None = None) -> Problem:
    problem: Problem | None = None
    for _ in range(times):
        with pytest.raises((WrongSecret, Locked, Blocked)) as caught:
            sign_in.enter(code, WRONG_PIN, device_token=device_token, origin=STRANGER)
        problem = caught.value
    assert problem is not None
    return problem


def _actions() -> list[Action]:
    with transaction.read() as db:
        return list(db.scalars(sa.select(ActivityEntry.action).order_by(ActivityEntry.number)))


def test_code_and_pin_open_the_door(ana: Cast) -> None:  # ID-1, ID-2
    entered = ana_enters()
    assert devices.patient_of(entered.opened.session_secret) == ana.ana
    assert entered.locale is Locale.CA
    assert _actions() == [Action.SIGNED_IN]


@pytest.mark.parametrize("typed", ["k7m4qz", "K7M-4QZ", " k7m 4qz ", "K7M\u20114QZ", "\uff2b7m4qz"])
def test_a_code_may_be_typed_with_spaces_hyphens_and_small_letters(ana: Cast, typed: str) -> None:  # ID-1
    assert sign_in.begin(typed, origin=PHONE) is Next.PIN
    assert sign_in.enter(typed, PIN, device_token=None, origin=PHONE)


@pytest.mark.parametrize("typed", ["", "K7M4Q", "K7M4QZZ", "K7M4Q0", "K7M4Q1", "ÑÑÑÑÑÑ", "K" * 10_000])
def test_what_cannot_be_a_code_is_said_at_once(ana: Cast, typed: str) -> None:
    with pytest.raises(CodeMalformed):
        sign_in.begin(typed, origin=PHONE)


@pytest.mark.parametrize("typed", ["", "123", "12345", "12a4", "١٢٣٤", "9" * 10_000])
def test_what_cannot_be_a_pin_costs_no_try(ana: Cast, typed: str) -> None:
    with pytest.raises(PinNotFourDigits):
        sign_in.enter(ANA_CODE, typed, device_token=None, origin=PHONE)
    with transaction.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(SignInAttempt)) == 0


def test_a_code_nobody_has_leads_to_the_pin_like_any_other(ana: Cast) -> None:
    assert sign_in.begin(NOBODYS_CODE, origin=PHONE) is sign_in.begin(ANA_CODE, origin=PHONE) is Next.PIN


def _story(code: str) -> list[tuple[str, dict[str, object]]]:
    told = []
    for _ in range(7):
        with pytest.raises(Problem) as caught:
            sign_in.enter(code, WRONG_PIN, device_token=None, origin=STRANGER)
        told.append((caught.value.code, caught.value.facts))
    return told


def test_a_code_nobody_has_is_refused_in_the_same_words(ana: Cast) -> None:  # ID-3
    assert _story(NOBODYS_CODE) == _story(ANA_CODE)


def test_five_failures_lock_and_the_countdown_is_right(ana: Cast, standing_clock: StandingClock) -> None:  # ID-3
    first_failure = clock.now()
    for left in (4, 3, 2, 1):
        assert _fail(1).facts == {"left": left}
        standing_clock.shift(timedelta(seconds=10))
    assert _fail(1).facts == {"until": first_failure + lockout.WINDOW}
    standing = sign_in.standing(ANA_CODE, device_token=None, origin=PHONE)
    assert standing.until == first_failure + lockout.WINDOW


def test_the_right_pin_does_not_get_in_during_the_lock(ana: Cast, standing_clock: StandingClock) -> None:  # ID-3
    _fail(5)
    with pytest.raises(Locked):
        ana_enters()
    standing_clock.shift(lockout.WINDOW - timedelta(seconds=1))
    with pytest.raises(Locked):
        ana_enters()
    standing_clock.shift(timedelta(seconds=1))
    assert ana_enters()


def test_a_success_begins_the_count_anew(ana: Cast) -> None:
    _fail(4)
    ana_enters()
    assert _fail(1).facts == {"left": 4}


def test_a_known_device_keeps_its_own_count(ana: Cast) -> None:  # ID-3
    token = ana_enters().opened.device_token
    _fail(5)
    with pytest.raises(Locked):
        ana_enters()
    assert sign_in.enter(None, PIN, device_token=token, origin=PHONE)


def test_failures_on_a_known_device_leave_the_others_open(ana: Cast) -> None:
    token = ana_enters().opened.device_token
    assert isinstance(_fail(5, code=None, device_token=token), Locked)
    assert ana_enters()


def test_ten_in_a_row_wait_an_hour(ana: Cast, standing_clock: StandingClock) -> None:
    _fail(5)
    standing_clock.shift(lockout.WINDOW + SECOND)
    tenth = _fail(5)
    until = tenth.facts["until"]
    assert isinstance(until, datetime)
    assert abs(until - clock.now() - lockout.LONG_WAIT) < timedelta(seconds=1)


def _fail_twenty_times(standing_clock: StandingClock, **how: str | None) -> Problem:
    problem = None
    for wait in (lockout.WINDOW, lockout.LONG_WAIT, lockout.WINDOW, timedelta()):
        problem = _fail(5, **how)
        standing_clock.shift(wait + SECOND)
    assert problem is not None
    return problem


def test_twenty_in_a_row_block_until_the_code_is_regenerated(  # ID-3, ID-6
    ana: Cast, standing_clock: StandingClock
) -> None:
    assert isinstance(_fail_twenty_times(standing_clock), Blocked)
    standing_clock.shift(timedelta(days=30))
    with pytest.raises(Blocked):
        ana_enters()
    assert Action.SIGN_IN_BLOCKED in _actions()
    code = access_codes.regenerate(ana.marta, ana.ana.patient_id, origin=PHONE)
    assert sign_in.begin(code, origin=PHONE) is Next.FIRST_ENTRY


def test_a_stranger_cannot_block_the_patients_own_phone(ana: Cast, standing_clock: StandingClock) -> None:
    token = ana_enters().opened.device_token
    _fail_twenty_times(standing_clock)
    assert sign_in.enter(None, PIN, device_token=token, origin=PHONE)


def test_a_known_device_that_guesses_twenty_times_is_a_stranger(ana: Cast, standing_clock: StandingClock) -> None:
    token = ana_enters().opened.device_token
    _fail_twenty_times(standing_clock, code=None, device_token=token)
    with pytest.raises(SignedOut):
        sign_in.enter(None, PIN, device_token=token, origin=PHONE)
    with pytest.raises(Blocked):
        ana_enters()


def test_a_code_nobody_has_is_blocked_after_twenty_too(ana: Cast, standing_clock: StandingClock) -> None:
    assert isinstance(_fail_twenty_times(standing_clock, code=NOBODYS_CODE), Blocked)


def test_guesses_made_at_once_are_evaluated_five_times_and_never_six(  # ID-3
    ana: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated: list[str] = []
    really = hashing.secret_matches
    monkeypatch.setattr(hashing, "secret_matches", lambda *asked: evaluated.append(asked[0]) or really(*asked))

    def guess(number: int) -> str:
        try:
            sign_in.enter(ANA_CODE, f"{number:04}", device_token=None, origin=STRANGER)
        except Problem as problem:
            return problem.code
        return "in"

    with ThreadPoolExecutor(16) as pool:
        outcomes = Counter(pool.map(guess, range(1000, 1120)))
    assert len(evaluated) == lockout.TRIES
    assert outcomes["locked"] + outcomes["wrong_secret"] == 120
    with transaction.read() as db:
        assert db.scalars(sa.select(SignInAttempt.outcome)).all() == [AttemptOutcome.FAILED] * lockout.TRIES


def test_an_attempt_whose_answer_was_lost_counts(ana: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(hashing, "secret_matches", killed)
        for _ in range(5):
            with pytest.raises(KeyboardInterrupt):
                ana_enters()
    with pytest.raises(Locked):
        ana_enters()


def test_an_address_has_thirty_failures_in_five_minutes(ana: Cast, standing_clock: StandingClock) -> None:
    for number in range(30):
        sign_in.begin("22222" + "ABCDEFGHJKMNPQRSTUVWXYZ23456789"[number], origin=STRANGER)
    with pytest.raises(Locked):
        sign_in.begin(ANA_CODE, origin=STRANGER)
    with pytest.raises(Locked):
        ana_enters(origin=STRANGER)
    assert ana_enters(origin=PHONE)
    standing_clock.shift(lockout.WINDOW)
    assert ana_enters(origin=STRANGER)


def test_naming_the_same_code_again_costs_an_address_nothing_more(ana: Cast, standing_clock: StandingClock) -> None:
    for number in range(lockout.TRIES_PER_ADDRESS - 1):
        for _ in range(3):
            sign_in.begin("22222" + "ABCDEFGHJKMNPQRSTUVWXYZ23456789"[number], origin=STRANGER)
    assert sign_in.begin(NOBODYS_CODE, origin=STRANGER) is Next.PIN
    with pytest.raises(Locked):
        sign_in.begin(NOBODYS_CODE, origin=STRANGER)
    standing_clock.shift(lockout.WINDOW)
    assert sign_in.begin(NOBODYS_CODE, origin=STRANGER) is Next.PIN


def test_codes_that_exist_cost_an_address_nothing(ana: Cast) -> None:
    for _ in range(40):
        assert sign_in.begin(ANA_CODE, origin=STRANGER) is Next.PIN


def test_a_pin_sent_twice_at_once_opens_the_door_twice_and_costs_nobody_the_device(
    ana: Cast, standing_clock: StandingClock
) -> None:
    """Whichever of both answers the browser keeps last, it holds a living session and a good token."""
    token = ana_enters().opened.device_token
    arrived = clock.now()
    standing_clock.shift(timedelta(milliseconds=300))
    answers = [sign_in.enter(None, PIN, device_token=token, origin=PHONE, asked_at=arrived).opened for _ in range(3)]
    assert len({answer.session_secret for answer in answers}) == 3
    for answer in answers:
        assert devices.patient_of(answer.session_secret) == ana.ana
        assert answer.device_token == answers[0].device_token != token
    assert sign_in.enter(None, PIN, device_token=answers[0].device_token, origin=PHONE)
    standing_clock.shift(timedelta(milliseconds=1))
    with pytest.raises(SignedOut):
        sign_in.enter(None, PIN, device_token=token, origin=PHONE)
    assert not sign_in.knows_device(answers[0].device_token)


def test_a_spent_device_token_makes_the_device_a_stranger(ana: Cast) -> None:  # ID-4
    spent = ana_enters().opened.device_token
    current = sign_in.enter(None, PIN, device_token=spent, origin=PHONE)
    with pytest.raises(SignedOut):
        sign_in.enter(None, PIN, device_token=spent, origin=STRANGER)
    with pytest.raises(SignedOut):
        devices.patient_of(current.opened.session_secret)
    assert not sign_in.knows_device(current.opened.device_token)
    assert Action.ACCESS_DENIED in _actions()


def test_another_patient_on_the_same_browser_takes_the_device_over(ana: Cast) -> None:
    has_pin(ana.biel, "B2C3D4")
    anas = ana_enters().opened
    biels = sign_in.enter("B2C3D4", PIN, device_token=anas.device_token, origin=PHONE).opened
    assert devices.patient_of(biels.session_secret) == ana.biel
    with pytest.raises(SignedOut):
        devices.patient_of(anas.session_secret)


def _first_entry(
    code: str = ANA_CODE, pin: str = PIN, again: str | None = None, version: str = "1.0"
) -> sign_in.Entered:
    return sign_in.first_entry(
        code, pin, pin if again is None else again, notice_version=version, locale=Locale.CA, origin=PHONE
    )


def test_the_first_entry_keeps_notice_and_pin(cast: Cast) -> None:  # ID-2, GD-4
    has_code(cast.ana, ANA_CODE)
    assert sign_in.begin(ANA_CODE, origin=PHONE) is Next.FIRST_ENTRY
    entered = _first_entry()
    assert devices.patient_of(entered.opened.session_secret) == cast.ana
    with transaction.read() as db:
        notice = db.scalars(sa.select(NoticeAcceptance)).one()
        access = db.get_one(PatientAccess, cast.ana.patient_id)
    assert (notice.version, notice.locale, notice.address) == ("1.0", Locale.CA, PHONE.address)
    assert access.first_entry_at == access.last_entry_at == clock.now()
    assert _actions() == [Action.NOTICE_ACCEPTED, Action.PIN_SET, Action.SIGNED_IN]
    assert ana_enters()


@pytest.mark.parametrize(
    ("pin", "again", "version", "problem"),
    [
        ("1234", "1234", "1.0", PinTooObvious),
        (PIN, "7319", "1.0", PinsDiffer),
        ("73", "73", "1.0", PinNotFourDigits),
        (PIN, PIN, "0.9", NoticeNotAccepted),
    ],
)
def test_a_first_entry_that_is_refused_changes_nothing(
    cast: Cast, pin: str, again: str, version: str, problem: type[Problem]
) -> None:
    has_code(cast.ana, ANA_CODE)
    with pytest.raises(problem):
        _first_entry(pin=pin, again=again, version=version)
    assert _actions() == []
    assert sign_in.begin(ANA_CODE, origin=PHONE) is Next.FIRST_ENTRY


def test_there_is_one_first_entry(cast: Cast) -> None:
    has_code(cast.ana, ANA_CODE)
    _first_entry()
    with pytest.raises(NotAFirstEntry):
        _first_entry(pin="5739")
    with pytest.raises(NotAFirstEntry):
        _first_entry(code=NOBODYS_CODE)


def test_a_code_that_was_sent_and_never_used_lapses(cast: Cast, standing_clock: StandingClock) -> None:
    has_code(cast.ana, ANA_CODE)
    access_codes.mark_sent(cast.marta, cast.ana.patient_id, origin=PHONE)
    standing_clock.shift(timedelta(days=13))
    assert sign_in.begin(ANA_CODE, origin=PHONE) is Next.FIRST_ENTRY
    standing_clock.shift(timedelta(days=1))
    assert sign_in.begin(ANA_CODE, origin=PHONE) is Next.PIN
    with pytest.raises(NotAFirstEntry):
        _first_entry()
    access_codes.mark_sent(cast.marta, cast.ana.patient_id, origin=PHONE)
    assert _first_entry()


def test_no_secret_is_in_the_database(ana: Cast, database: transaction.Database) -> None:
    entered = ana_enters()
    database.close()
    kept = b"".join(path.read_bytes() for path in database_files(database))
    for secret in (ANA_CODE, entered.opened.session_secret, entered.opened.device_token):
        assert secret.encode() not in kept
    with transaction.read() as db:
        assert db.scalars(sa.select(Device.token_hash)).one() != entered.opened.device_token
        assert db.scalars(sa.select(Practice.id)).one()


def database_files(database: transaction.Database) -> list[Path]:
    path = Path(str(database.url.database))
    return [file for file in path.parent.iterdir() if file.name.startswith(path.name)]
