"""Who is in the demo practice: invented people, telephone numbers nobody has, and how each comes to therapy.

Weeks are counted from the week of the demo's day: -1 is the last one, 0 this one, 1 the next.
"""

from dataclasses import dataclass
from enum import Enum

from models.vocabulary import Locale, PaymentMethod, Role

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)

GRACIA, SANT_ANTONI, ONLINE = "gracia", "sant_antoni", "online"
INDIVIDUAL, COUPLE, FIRST, EVALUATION = "individual", "couple", "first", "evaluation"
MARTA, IGNASI, OLGA, RUTH = "marta", "ignasi", "olga", "ruth"

HISTORY_WEEKS = 26
AHEAD_WEEKS = 8
PORTAL_WEEKS = 8


class Way(Enum):
    """How far a patient has come through the portal's door."""

    ENTERED = ""
    NOT_SENT = "code not sent yet"
    NEVER = "never entered"
    LAPSED = "never entered, code lapsed"
    LOCKED = "locked out"
    DISCHARGED = "discharged"


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of the team. `password` opens the demo's staff door and nothing else."""

    key: str
    name: str
    role: Role
    password: str
    agenda: bool = True
    licence: str = ""
    locale: Locale = Locale.ES


@dataclass(frozen=True, slots=True)
class Pack:
    """The pack in use: how many of its sessions are neither used nor booked, and the finished ones before it."""

    total: int
    left: int
    payment: PaymentMethod
    finished: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A standing appointment: a weekday and time, every so many weeks, from one week to another.

    `booked` bounds how many are in the agenda ahead; who pays by the pack books a few, the others two months.
    """

    service: str
    place: str
    weekday: int
    at: str
    every: int = 1
    phase: int = 0
    since: int = -HISTORY_WEEKS
    last: int = AHEAD_WEEKS
    booked: int | None = None
    pack: Pack | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A patient: the file, the rhythm, and how far they came through the door."""

    name: str
    locale: Locale
    therapist: str
    rhythms: tuple[Rhythm, ...]
    born: int
    way: Way = Way.ENTERED
    given: str = ""
    email: bool = True
    started_before: int = 0

    @property
    def given_name(self) -> str:
        """What they are called: the first word, unless said otherwise."""
        return self.given or self.name.split()[0]


STAFF = (
    Staff(MARTA, "Marta Ferrer Coll", Role.THERAPIST, "verdi-48-te-roig", licence="21.345"),
    Staff(OLGA, "Olga Vilaró Mas", Role.ADMIN, "set-claus-al-calaix", licence="18.902", locale=Locale.CA),
    Staff(IGNASI, "Ignasi Roldán Pi", Role.THERAPIST, "platan-banc-migdia", licence="24.118", locale=Locale.CA),
    Staff(RUTH, "Ruth Medina León", Role.SCHEDULER, "recepcion-de-dia", agenda=False),
)

_ES, _CA, _EN = Locale.ES, Locale.CA, Locale.EN
_BIZUM, _CARD, _CASH, _TRANSFER = (
    PaymentMethod.BIZUM,
    PaymentMethod.CARD,
    PaymentMethod.CASH,
    PaymentMethod.TRANSFER,
)


def _one(
    place: str,
    weekday: int,
    at: str,
    *,
    every: int = 1,
    phase: int = 0,
    since: int = -HISTORY_WEEKS,
    last: int = AHEAD_WEEKS,
    booked: int | None = None,
    pack: Pack | None = None,
) -> tuple[Rhythm, ...]:
    """Individual therapy at one time of the week, as most have it."""
    return (Rhythm(INDIVIDUAL, place, weekday, at, every, phase, since, last, booked, pack),)


PEOPLE = (
    # Marta: Mondays, Wednesdays and Thursdays in Gràcia, Tuesdays and Fridays in Sant Antoni.
    Person(
        "Laura Campos Rius",
        _ES,
        MARTA,
        (
            Rhythm(
                INDIVIDUAL, GRACIA, THURSDAY, "17:00", booked=2, pack=Pack(10, left=3, payment=_TRANSFER, finished=(5,))
            ),
            Rhythm(COUPLE, GRACIA, MONDAY, "18:00", every=3, phase=1, booked=0, pack=Pack(5, left=1, payment=_CARD)),
        ),
        1991,
        started_before=14,
    ),
    Person(
        "Biel Casals Mir",
        _CA,
        MARTA,
        _one(GRACIA, WEDNESDAY, "12:00", booked=2, pack=Pack(10, left=1, payment=_BIZUM, finished=(10,))),
        1996,
    ),
    Person(
        "Ana Beltrán Ríos",
        _ES,
        MARTA,
        _one(SANT_ANTONI, FRIDAY, "9:00", booked=3, pack=Pack(10, left=4, payment=_BIZUM)),
        1988,
        started_before=30,
    ),
    Person(
        "Clara Whitfield",
        _EN,
        MARTA,
        _one(GRACIA, THURSDAY, "12:00", since=-15, booked=2, pack=Pack(5, left=2, payment=_CARD, finished=(5,))),
        1993,
    ),
    Person("Aina Roca Vives", _CA, MARTA, _one(GRACIA, MONDAY, "9:00"), 1999, started_before=6),
    Person(
        "Noor El Amrani",
        _ES,
        MARTA,
        _one(ONLINE, MONDAY, "16:00", booked=2, pack=Pack(10, left=4, payment=_TRANSFER)),
        1997,
    ),
    Person("Carmen Ibáñez Soto", _ES, MARTA, _one(GRACIA, MONDAY, "12:00", every=2), 1974, started_before=52),
    Person(
        "Pol Vidal Serra",
        _CA,
        MARTA,
        _one(GRACIA, MONDAY, "17:00", booked=1, pack=Pack(10, left=1, payment=_CASH)),
        2001,
    ),
    Person("Joana Pons Amat", _CA, MARTA, _one(SANT_ANTONI, TUESDAY, "17:00"), 1985, way=Way.LOCKED),
    Person("Sergio Núñez Prieto", _ES, MARTA, _one(GRACIA, MONDAY, "10:00"), 1982, way=Way.NEVER),
    Person(
        "Jordi Puig Farré",
        _CA,
        MARTA,
        _one(GRACIA, MONDAY, "12:00", every=2, phase=1),
        1968,
        way=Way.LAPSED,
        email=False,
        started_before=20,
    ),
    Person("Teresa Blasco Gil", _ES, MARTA, _one(SANT_ANTONI, TUESDAY, "10:00"), 1959, way=Way.NEVER, email=False),
    Person("Álex Romero Díaz", _ES, MARTA, _one(SANT_ANTONI, TUESDAY, "12:00", since=-10), 2003, way=Way.NEVER),
    Person(
        "Mireia Sala Torrent",
        _CA,
        MARTA,
        _one(SANT_ANTONI, TUESDAY, "9:00", every=2, booked=2, pack=Pack(5, left=2, payment=_BIZUM)),
        1990,
        way=Way.NOT_SENT,
    ),
    Person("Ricard Font Ros", _CA, MARTA, _one(GRACIA, WEDNESDAY, "11:00", every=2), 1977, way=Way.NEVER),
    Person("Lucía Marín Vega", _ES, MARTA, _one(GRACIA, WEDNESDAY, "16:00", since=-7), 1994, way=Way.NOT_SENT),
    Person("Elena Duran Pla", _CA, MARTA, _one(GRACIA, WEDNESDAY, "17:00", every=2, phase=1), 1986, way=Way.NEVER),
    Person(
        "Martí i Clara",
        _CA,
        MARTA,
        (Rhythm(COUPLE, GRACIA, THURSDAY, "18:00", every=2, booked=2, pack=Pack(5, left=1, payment=_TRANSFER)),),
        1984,
        given="Martí i Clara",
        way=Way.NEVER,
    ),
    Person("Emma Hartley", _EN, MARTA, _one(ONLINE, FRIDAY, "12:00", since=-12), 1995, way=Way.NEVER),
    Person("Hugo Prats Miró", _ES, MARTA, _one(SANT_ANTONI, FRIDAY, "13:00", last=-7), 2000, way=Way.DISCHARGED),
    # Ignasi: afternoons in Sant Antoni, Wednesday mornings in Gràcia, Fridays online.
    Person(
        "Gemma Solé Bosch",
        _CA,
        IGNASI,
        _one(SANT_ANTONI, MONDAY, "16:00", booked=2, pack=Pack(20, left=7, payment=_TRANSFER)),
        1979,
        started_before=11,
    ),
    Person("Ona Ribas Clos", _CA, IGNASI, _one(SANT_ANTONI, MONDAY, "18:00", every=2), 1998),
    Person(
        "Daniel Osei",
        _EN,
        IGNASI,
        _one(ONLINE, FRIDAY, "10:00", since=-20, booked=2, pack=Pack(10, left=5, payment=_CARD)),
        1989,
    ),
    Person("Iván Cordero Lago", _ES, IGNASI, _one(SANT_ANTONI, TUESDAY, "10:00"), 1992, way=Way.NEVER),
    Person("Núria Camps Oller", _CA, IGNASI, _one(SANT_ANTONI, TUESDAY, "17:00", every=2), 1981, way=Way.NEVER),
    Person("Rocío Salas Peña", _ES, IGNASI, _one(SANT_ANTONI, TUESDAY, "17:00", every=2, phase=1), 1996, way=Way.NEVER),
    Person("Quim Boada Rull", _CA, IGNASI, _one(GRACIA, WEDNESDAY, "9:00"), 1963, way=Way.LAPSED, email=False),
    Person("Adriana Costa Melo", _ES, IGNASI, _one(GRACIA, WEDNESDAY, "11:00", since=-9), 2002, way=Way.NOT_SENT),
    Person(
        "Pau i Irene",
        _CA,
        IGNASI,
        (Rhythm(COUPLE, SANT_ANTONI, THURSDAY, "18:00", every=2, phase=1, since=-16),),
        1987,
        given="Pau i Irene",
        way=Way.NEVER,
    ),
    Person("Fátima Benali", _ES, IGNASI, _one(SANT_ANTONI, THURSDAY, "16:00"), 1990, way=Way.NEVER),
    Person("Lukas Brandt", _EN, IGNASI, _one(ONLINE, FRIDAY, "9:00", every=2), 1983, way=Way.NEVER),
    Person(
        "Marc Torras Piñol", _CA, IGNASI, _one(ONLINE, FRIDAY, "12:00", every=3), 1971, way=Way.NOT_SENT, email=False
    ),
    # Olga: few patients, beside the practice.
    Person(
        "Silvia Hurtado Cano",
        _ES,
        OLGA,
        _one(GRACIA, TUESDAY, "10:00", booked=2, pack=Pack(10, left=6, payment=_BIZUM, finished=(10,))),
        1980,
    ),
    Person("Arnau Gual Sert", _CA, OLGA, _one(GRACIA, THURSDAY, "11:00", every=2), 1994),
    Person(
        "Irene Pastor Vidal",
        _ES,
        OLGA,
        (Rhythm(EVALUATION, GRACIA, TUESDAY, "12:00", every=3, since=-8, last=3),),
        2005,
        way=Way.NEVER,
    ),
    Person("Niamh Doyle", _EN, OLGA, _one(ONLINE, WEDNESDAY, "17:00"), 1987, way=Way.NEVER),
    Person("Pere Llobet Coma", _CA, OLGA, _one(ONLINE, WEDNESDAY, "18:00", every=2), 1956, way=Way.LAPSED, email=False),
    Person("Gloria Espín Mora", _ES, OLGA, _one(GRACIA, THURSDAY, "10:00"), 1966, way=Way.NEVER),
    Person("Tomás Arce Luna", _ES, OLGA, _one(GRACIA, THURSDAY, "12:00", every=4, phase=2), 1978, way=Way.NEVER),
    Person("Yuki Tanabe", _EN, OLGA, _one(ONLINE, WEDNESDAY, "16:00", since=-5), 1999, way=Way.NOT_SENT),
)
