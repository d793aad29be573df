"""The demo's patients and how far each came through the door: files, codes, PINs, devices, failures."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.tables import AccessCode, Device, NoticeAcceptance, Patient, PatientAccess, SignInAttempt
from models.vocabulary import Action, ActorKind, AttemptOutcome, Door, PatientStatus
from portal_app.demo.days import Days, clock_time
from portal_app.demo.people import HISTORY_WEEKS, OLGA, PORTAL_WEEKS, RUTH, WEDNESDAY, Person, Way
from portal_app.demo.premises import Premises
from portal_app.demo.trail import Event
from portal_app.domain import access_codes, lockout, pins
from portal_app.services import hashing
from portal_app.services.hashing import Seal

HAVE_PIN = (Way.ENTERED, Way.LOCKED, Way.DISCHARGED)

# Addresses set aside for documentation (RFC 5737).
_HOME, _STRANGER = "192.0.2.{}", "203.0.113.7"
_SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0"
_BROWSERS = (
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {_SAFARI}",
    f"Mozilla/5.0 (Linux; Android 15; Pixel 8) {_CHROME} Mobile Safari/537.36",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36",
)
_FAILURES_APART = timedelta(minutes=3)
_SINGLE_WORDS = {"i", "el"}


@dataclass
class Doors:
    """The rows that let patients in, or keep them out, and the events that tell of it."""

    days: Days
    premises: Premises

    def __post_init__(self) -> None:
        self.access: list[PatientAccess] = []
        self.codes: list[AccessCode] = []
        self.devices: list[Device] = []
        self.notices: list[NoticeAcceptance] = []
        self.attempts: list[SignInAttempt] = []
        self.events: list[Event] = []
        self.clear_codes: dict[str, str] = {}
        self.clear_pins: dict[str, str] = {}

    def file(self, person: Person, number: int) -> Patient:
        """A patient's file. The telephone number is in a block that nobody is given."""
        rhythm = person.rhythms[0]
        since = self.days.day(rhythm.since - person.started_before, rhythm.weekday)
        first = self.premises.practice.created_at + timedelta(minutes=30 + 4 * number)
        joined = self.days.at(self.days.day(rhythm.since, rhythm.weekday) - timedelta(days=10), "10:30")
        return Patient(
            id=self.days.new_id(),
            practice_id=self.premises.practice.id,
            name=person.name,
            given_name=person.given_name,
            phone=f"+346000001{number:02}",
            email=_address(person) if person.email else "",
            birth_date=date(person.born, self.days.chance.randint(1, 12), self.days.chance.randint(1, 28)),
            locale=person.locale,
            therapist_id=self.premises.staff[person.therapist].id,
            service_id=self.premises.services[rhythm.service].id,
            centre_id=self.premises.centres[rhythm.place].id,
            status=PatientStatus.DISCHARGED if person.way is Way.DISCHARGED else PatientStatus.ACTIVE,
            since=since,
            created_at=max(first, joined) if rhythm.since > -HISTORY_WEEKS else first,
        )

    def choose_secrets(self, person: Person, patient: Patient) -> None:
        """A code for everybody, a PIN for who has entered; the same ones on the same day."""
        code = ""
        while not code or code in self.clear_codes.values():
            code = "".join(self.days.chance.choice(access_codes.ALPHABET) for _ in range(access_codes.LENGTH))
        self.clear_codes[patient.id] = code
        if person.way in HAVE_PIN:
            pin = "0000"
            while pins.obvious(pin, birth_date=patient.birth_date):
                pin = f"{self.days.chance.randrange(10_000):04}"
            self.clear_pins[patient.id] = pin

    def hang(self, person: Person, patient: Patient, pin_hash: str | None) -> None:
        """The door itself: code, PIN, and what happened at it."""
        made_at, sent_at = self._code_times(person, patient)
        code = self.clear_codes[patient.id]
        self.codes.append(
            AccessCode(
                id=self.days.new_id(),
                practice_id=patient.practice_id,
                patient_id=patient.id,
                lookup_hash=hashing.code_hash(code),
                ciphertext=hashing.seal(Seal.ACCESS_CODE, code),
                created_at=made_at,
                sent_at=sent_at,
            )
        )
        self._by_staff(OLGA, made_at, Action.CODE_CREATED, patient)
        if sent_at is not None:
            self._by_staff(RUTH, sent_at, Action.CODE_SENT, patient)
        access = PatientAccess(patient_id=patient.id, practice_id=patient.practice_id)
        self.access.append(access)
        if pin_hash is not None and sent_at is not None:
            self._enter(person, patient, access, pin_hash, sent_at)

    def _code_times(self, person: Person, patient: Patient) -> tuple[datetime, datetime | None]:
        """Codes were made when the portal opened, or with the file, and sent in the days after by reception."""
        opened = self.days.at(self.days.day(-PORTAL_WEEKS, WEDNESDAY), "10:00")
        made_at = max(opened, patient.created_at)
        match person.way:
            case Way.NOT_SENT:
                return made_at, None
            case Way.LAPSED:
                return made_at, made_at + timedelta(days=2)
            case Way.NEVER:
                # Sent again the other day, so that a first entry can be tried.
                return made_at, self.days.last_evening - timedelta(days=1, hours=self.days.chance.randint(3, 12))
            case Way.ENTERED | Way.LOCKED | Way.DISCHARGED:
                return made_at, self._at_the_desk(made_at + timedelta(hours=self.days.chance.randint(2, 50)))

    def _at_the_desk(self, instant: datetime) -> datetime:
        """`instant`, or the next opening of reception where it falls on a night."""
        wall = instant.astimezone(self.days.zone)
        if clock_time("9:00") <= wall.time() < clock_time("19:00"):
            return instant
        return self.days.at((wall + timedelta(hours=5)).date(), "9:10")

    def _enter(self, person: Person, patient: Patient, access: PatientAccess, pin_hash: str, sent_at: datetime) -> None:
        """First entry with notice and PIN, a visit now and then, and for one of them a stranger's guesses."""
        entered_at = sent_at + timedelta(hours=self.days.chance.randint(1, 70), minutes=self.days.chance.randint(0, 59))
        last = entered_at + timedelta(days=6) if person.way is Way.DISCHARGED else self.days.last_evening
        visits = [entered_at]
        while (after := visits[-1] + timedelta(days=self.days.chance.randint(3, 9), minutes=17)) < last:
            visits.append(after)
        access.pin_hash = pin_hash
        access.pin_set_at = access.first_entry_at = entered_at
        access.last_entry_at = visits[-1]
        address = _HOME.format(self.days.chance.randint(2, 250))
        browser = self.days.chance.choice(_BROWSERS)
        self.notices.append(
            NoticeAcceptance(
                id=self.days.new_id(),
                practice_id=patient.practice_id,
                patient_id=patient.id,
                version=self.premises.practice.notice_version,
                locale=patient.locale,
                accepted_at=entered_at,
                address=address,
            )
        )
        self.devices.append(
            Device(
                id=self.days.new_id(),
                practice_id=patient.practice_id,
                patient_id=patient.id,
                token_hash=f"{self.days.chance.getrandbits(256):064x}",
                user_agent=browser,
                created_at=entered_at,
                last_used_at=visits[-1],
            )
        )
        notice = {"version": self.premises.practice.notice_version, "locale": patient.locale.value}
        self._by_patient(entered_at, Action.NOTICE_ACCEPTED, patient, address, browser, notice)
        self._by_patient(entered_at, Action.PIN_SET, patient, address, browser)
        for visit in visits:
            self._by_patient(visit, Action.SIGNED_IN, patient, address, browser)
        if person.way is Way.LOCKED:
            access.blocked_at = self._guessed(patient)

    def _guessed(self, patient: Patient) -> datetime:
        """As many wrong PINs in a row as block a code until it is regenerated (ID-3), all on one evening."""
        at = self.days.last_evening - lockout.BLOCKING_ROW * _FAILURES_APART - lockout.LONG_WAIT
        for number in range(1, lockout.BLOCKING_ROW + 1):
            at += lockout.LONG_WAIT if number == lockout.LONG_ROW + 1 else _FAILURES_APART
            self.attempts.append(
                SignInAttempt(
                    id=self.days.new_id(),
                    door=Door.PATIENT,
                    subject_hash=hashing.code_hash(self.clear_codes[patient.id]),
                    address=_STRANGER,
                    at=at,
                    outcome=AttemptOutcome.FAILED,
                )
            )
            self._by_nobody(at, Action.SIGN_IN_FAILED, patient)
            if number == lockout.LONG_ROW:
                self._by_nobody(at, Action.SIGN_IN_LOCKED, patient)
        self._by_nobody(at, Action.SIGN_IN_BLOCKED, patient)
        return at

    def _by_staff(self, who: str, at: datetime, action: Action, patient: Patient) -> None:
        self.events.append(Event(at, action, ActorKind.STAFF, self.premises.staff[who].id, patient.id))

    def _by_patient(
        self,
        at: datetime,
        action: Action,
        patient: Patient,
        address: str,
        browser: str,
        detail: dict[str, str] | None = None,
    ) -> None:
        event = Event(at, action, ActorKind.PATIENT, patient.id, patient.id, address, browser, detail or {})
        self.events.append(event)

    def _by_nobody(self, at: datetime, action: Action, patient: Patient) -> None:
        self.events.append(
            Event(at, action, ActorKind.UNKNOWN, None, patient.id, address=_STRANGER, user_agent=_BROWSERS[-1])
        )


def _address(person: Person) -> str:
    plain = person.name.casefold().translate(str.maketrans("áàéèíïóòúüñç", "aaeeiioouunc"))
    words = [word for word in plain.split() if word not in _SINGLE_WORDS]
    return f"{'.'.join(words[:2])}@mail.example"
