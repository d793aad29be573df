"""What calendar programs really write, shape by shape, and the times it means on the practice's wall (PR-4)."""

from collections.abc import Sequence
from datetime import date

import pytest

from portal_app.domain.imports.flaws import Reason
from portal_app.services.imports.calendar_file import AgendaFile, read_agenda_ics
from tests.builders import BARCELONA

TODAY = date(2026, 10, 19)
UTC_RULES = ("BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD")


def central_europe(name: str, *, until: str = "") -> list[str]:
    """A VTIMEZONE with Madrid's rules under any name; `until` ends the summers, as files of an old Outlook do."""
    end = f";UNTIL={until}" if until else ""
    return [
        "BEGIN:VTIMEZONE",
        f"TZID:{name}",
        "BEGIN:STANDARD",
        "DTSTART:16011028T030000",
        f"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10{end}",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:16010325T020000",
        f"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3{end}",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    ]


def event(*lines: str, uid: str = "a") -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Ana Ribas", *lines, "END:VEVENT"]


def written(*parts: Sequence[str], ends: str = "\r\n", calendar: Sequence[str] = ()) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Test//ES",
        *calendar,
        *(line for part in parts for line in part),
    ]
    return ends.join([*lines, "END:VCALENDAR", ""]).encode()


def of(data: bytes) -> AgendaFile:
    return read_agenda_ics(data, zone=BARCELONA, today=TODAY)


def said(file: AgendaFile) -> list[str]:
    """Each occurrence as the wall shows it: "22.10. 10:00-10:50", or "24.12.-01.01." for whole days."""
    found = []
    for one in file.occurrences:
        if one.starts_at is None or one.ends_at is None:
            assert one.first_on is not None
            assert one.last_on is not None
            found.append(f"{one.first_on:%d.%m.}-{one.last_on:%d.%m.}")
        else:
            starts, ends = one.starts_at.astimezone(BARCELONA), one.ends_at.astimezone(BARCELONA)
            found.append(f"{starts:%d.%m. %H:%M}-{ends:%H:%M}")
    return found


def shown(*parts: Sequence[str], calendar: Sequence[str] = ()) -> list[str]:
    file = of(written(*parts, calendar=calendar))
    assert file.flaws == ()
    return said(file)


# zones


@pytest.mark.parametrize(
    ("starts", "calendar"),
    [
        pytest.param("DTSTART;TZID=Europe/Madrid:20261022T100000", [], id="IANA name without a VTIMEZONE"),
        pytest.param("DTSTART;TZID=Romance Standard Time:20261022T100000", [], id="Windows name without one"),
        pytest.param('DTSTART;TZID="Romance Standard Time":20261022T100000', [], id="in quotes"),
        pytest.param(
            "DTSTART;TZID=Romance Standard Time:20261022T100000",
            central_europe("Romance Standard Time"),
            id="Outlook: Windows name with its own rules",
        ),
        pytest.param(
            "DTSTART;TZID=Hora de Barcelona:20261022T100000",
            central_europe("Hora de Barcelona"),
            id="a name of its own with its own rules",
        ),
        pytest.param(
            "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Madrid:20261022T100000",
            central_europe("/freeassociation.sourceforge.net/Europe/Madrid"),
            id="Evolution: a prefix before the name",
        ),
        pytest.param(
            "DTSTART;TZID=/mozilla.org/20050126_1/Europe/Madrid:20261022T100000",
            central_europe("/mozilla.org/20050126_1/Europe/Madrid"),
            id="old Thunderbird: a prefix before the name",
        ),
        pytest.param(
            'DTSTART;TZID="(UTC+01:00) Brussels, Copenhagen, Madrid, Paris":20261022T100000',
            [],
            id="Exchange: the name that people see",
        ),
        pytest.param("DTSTART:20261022T080000Z", [], id="UTC"),
        pytest.param("DTSTART:20261022T100000", [], id="floating: the practice's"),
        pytest.param("DTSTART:20261022T100000", ["X-WR-TIMEZONE:Europe/Madrid"], id="Google: its calendar's zone"),
        pytest.param("DTSTART;TZID=Europe/London:20261022T090000", [], id="another zone"),
        pytest.param("DTSTART;TZID=Nowhere/Land:20261022T100000", [], id="unknown: the practice's"),
        pytest.param("DTSTART;TZID=:20261022T100000", [], id="empty: the practice's"),
    ],
)  # fmt: skip
def test_a_beginning_is_the_same_instant_however_its_zone_is_written(starts: str, calendar: list[str]) -> None:
    ends = starts.replace("T100000", "T105000").replace("T080000Z", "T085000Z").replace("T090000", "T095000")
    assert shown(event(starts, ends.replace("DTSTART", "DTEND")), calendar=calendar) == ["22.10. 10:00-10:50"]


@pytest.mark.parametrize("zone", ["Europe/Madrid", "Romance Standard Time", "Hora de Barcelona"])
def test_a_weekly_ten_oclock_stays_at_ten_over_the_change(zone: str) -> None:  # AV-3
    weekly = event(
        f"DTSTART;TZID={zone}:20261019T100000", f"DTEND;TZID={zone}:20261019T105000", "RRULE:FREQ=WEEKLY;COUNT=3"
    )
    rules = central_europe(zone) if zone != "Europe/Madrid" else []
    assert shown(weekly, calendar=rules) == ["19.10. 10:00-10:50", "26.10. 10:00-10:50", "02.11. 10:00-10:50"]


def test_rules_of_a_zone_that_ended_long_ago_do_not_win_over_its_name() -> None:
    summer = event("DTSTART;TZID=Europe/Madrid:20270607T100000", "DTEND;TZID=Europe/Madrid:20270607T105000")
    assert shown(summer, calendar=central_europe("Europe/Madrid", until="20070101T000000Z")) == ["07.06. 10:00-10:50"]


# lengths


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["DTSTART:20261022T100000", "DURATION:PT50M"], ["22.10. 10:00-10:50"], id="a length"),
        pytest.param(["DTSTART:20261022T100000", "DURATION:PT1H30M"], ["22.10. 10:00-11:30"], id="hours and minutes"),
        pytest.param(["DTSTART:20261022T100000", "DTEND:20261022T100000"], [], id="no time at all"),
        pytest.param(["DTSTART:20261022T100000"], [], id="a moment without an end"),
        pytest.param(["DTSTART;VALUE=DATE:20261022"], ["22.10.-22.10."], id="a day without an end"),
        pytest.param(["DTSTART;VALUE=DATE:20261022", "DTEND;VALUE=DATE:20261022"], ["22.10.-22.10."], id="same day"),
        pytest.param(["DTSTART;VALUE=DATE:20261022", "DTEND;VALUE=DATE:20261023"], ["22.10.-22.10."], id="one day"),
        pytest.param(["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20270102"], ["24.12.-01.01."], id="new year"),
        pytest.param(["DTSTART;VALUE=DATE:20261022", "DURATION:P2D"], ["22.10.-23.10."], id="two days long"),
        pytest.param(["DTSTART:20261022T230000", "DTEND:20261023T010000"], ["22.10. 23:00-01:00"], id="over midnight"),
        pytest.param(["DTSTART:20261025T003000Z", "DTEND:20261025T013000Z"], ["25.10. 02:30-02:30"], id="twice"),
        pytest.param(["DTSTART:20270328T020000", "DTEND:20270328T040000"], ["28.03. 03:00-04:00"], id="never"),
    ],
)  # fmt: skip
def test_an_event_lasts_as_it_is_written(lines: list[str], expected: list[str]) -> None:
    assert shown(event(*lines)) == expected


# what repeats

MONDAYS = ("DTSTART;TZID=Europe/Madrid:20261019T100000", "DTEND;TZID=Europe/Madrid:20261019T105000")


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        pytest.param(["RRULE:FREQ=WEEKLY;COUNT=3"], "19.10. 26.10. 02.11.", id="a number of times"),
        pytest.param(["RRULE:FREQ=WEEKLY;UNTIL=20261102T090000Z"], "19.10. 26.10. 02.11.", id="until its last, in UTC"),
        pytest.param(["RRULE:FREQ=WEEKLY;UNTIL=20261102T085959Z"], "19.10. 26.10.", id="until a second before"),
        pytest.param(["RRULE:FREQ=WEEKLY;UNTIL=20261102"], "19.10. 26.10. 02.11.", id="until a date"),
        pytest.param(["RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3"], "19.10. 02.11. 16.11.", id="every other week"),
        pytest.param(["RRULE:FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=MO,SU;COUNT=3"], "19.10. 01.11. 02.11.", id="SU"),
        pytest.param(["RRULE:FREQ=MONTHLY;BYDAY=3MO;COUNT=2"], "19.10. 16.11.", id="the third Monday"),
        pytest.param(["RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=-6;COUNT=2"], "19.10. 17.11.", id="by position"),
        pytest.param(
            ["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Madrid:20261026T100000"], "19.10. 02.11.", id="left out"
        ),
        pytest.param(["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20261026T090000Z"], "19.10. 02.11.", id="left out in UTC"),
        pytest.param(
            ["RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/Madrid:20261026T100000,20261102T100000"],
            "19.10. 09.11.",
            id="two left out in one line",
        ),
        pytest.param(["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;VALUE=DATE:20261026"], "19.10. 02.11.", id="by its date"),
        pytest.param(["RDATE;TZID=Europe/Madrid:20261023T100000"], "19.10. 23.10.", id="one more day by hand"),
        pytest.param(["RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1"], "19.10.", id="a day that never is"),
    ],
)  # fmt: skip
def test_what_repeats_falls_where_its_rule_says(rule: list[str], days: str) -> None:
    found = said(of(written(event(*MONDAYS, *rule))))
    assert " ".join(one.split()[0] for one in found) == days
    assert all(one.endswith("10:00-10:50") for one in found)


MOVED = (
    "RECURRENCE-ID;TZID=Europe/Madrid:20261026T100000",
    "DTSTART;TZID=Europe/Madrid:20261028T170000",
    "DTEND;TZID=Europe/Madrid:20261028T175000",
)


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        pytest.param(MOVED, ["19.10. 10:00-10:50", "28.10. 17:00-17:50", "02.11. 10:00-10:50"], id="moved"),
        pytest.param(
            ("RECURRENCE-ID:20261026T090000Z", *MOVED[1:]),
            ["19.10. 10:00-10:50", "28.10. 17:00-17:50", "02.11. 10:00-10:50"],
            id="moved, named in UTC",
        ),
        pytest.param(
            ("RECURRENCE-ID;VALUE=DATE:20261026", *MOVED[1:]),
            ["19.10. 10:00-10:50", "28.10. 17:00-17:50", "02.11. 10:00-10:50"],
            id="moved, named by its date",
        ),
        pytest.param((*MOVED, "STATUS:CANCELLED"), ["19.10. 10:00-10:50", "02.11. 10:00-10:50"], id="cancelled"),
        pytest.param(
            ("RECURRENCE-ID:20261026T090000Z", MONDAYS[0].replace("19T", "26T"), "DURATION:PT90M"),
            ["19.10. 10:00-10:50", "26.10. 10:00-11:30", "02.11. 10:00-10:50"],
            id="longer",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("first", [True, False])
def test_one_of_a_series_may_be_otherwise_wherever_it_stands_in_the_file(
    exception: Sequence[str], expected: list[str], first: bool
) -> None:
    series, other = event(*MONDAYS, "RRULE:FREQ=WEEKLY;COUNT=3"), event(*exception)
    assert shown(*((other, series) if first else (series, other))) == expected


def test_an_exception_without_its_series_is_an_event_like_any() -> None:
    assert shown(event(*MOVED)) == ["28.10. 17:00-17:50"]


# what takes no time


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ("STATUS:CANCELLED", 0),
        ("STATUS:TENTATIVE", 1),
        ("STATUS:CONFIRMED", 1),
        ("TRANSP:TRANSPARENT", 0),
        ("TRANSP:OPAQUE", 1),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", 0),
        ("X-MICROSOFT-CDO-BUSYSTATUS:BUSY", 1),
    ],
)
def test_what_is_cancelled_or_free_takes_no_time(line: str, taken: int) -> None:
    assert len(shown(event(*MONDAYS, line))) == taken


def test_tasks_journals_alarms_and_free_busy_lists_are_no_events() -> None:
    others = [
        *("BEGIN:VTODO", "UID:t", "DTSTART:20261022T100000", "DUE:20261022T110000", "SUMMARY:Ana", "END:VTODO"),
        *("BEGIN:VJOURNAL", "UID:j", "DTSTART:20261022T100000", "SUMMARY:Ana", "END:VJOURNAL"),
        *("BEGIN:VFREEBUSY", "UID:f", "FREEBUSY:20261022T100000Z/PT1H", "END:VFREEBUSY"),
    ]
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT15M", "ACTION:DISPLAY", "DESCRIPTION:x", "END:VALARM")
    assert shown(others, event(*MONDAYS, *alarm)) == ["19.10. 10:00-10:50"]


# the text


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"], ids=["CRLF", "LF", "CR"])
@pytest.mark.parametrize(
    "before", [b"", "﻿".encode(), b"\r\n\r\n", b"  "], ids=["plain", "BOM", "empty lines", "blanks"]
)
def test_line_ends_and_what_stands_before_the_calendar_do_not_matter(ends: str, before: bytes) -> None:
    assert said(of(before + written(event(*MONDAYS), ends=ends))) == ["19.10. 10:00-10:50"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_letters_are_read_in_the_encodings_that_programs_write(encoding: str) -> None:
    lines = written(event(*MONDAYS)).decode().replace("Ana Ribas", "Núria Güell i Muñoz")
    assert [one.title for one in of(lines.encode(encoding)).occurrences] == ["Núria Güell i Muñoz"]


def test_folded_lines_are_put_together_also_in_the_middle_of_a_letter() -> None:
    title = "Sessió amb la Núria Güell i Muñoz, que ve des de Vilanova i la Geltrú cada dijous"
    line = f"SUMMARY:{title}".replace(",", "\\,").encode()
    folded = b"\r\n ".join(line[at : at + 21] for at in range(0, len(line), 21))
    data = written(event(*MONDAYS)).replace(b"SUMMARY:Ana Ribas", folded)
    assert [one.title for one in of(data).occurrences] == [title]


def test_escapes_and_small_letters_are_understood() -> None:
    said_small = ("uid:x", "summary:Ana\\, Biel\\; i\\nClara", "dtstart:20261022T080000Z", "duration:PT1H")
    data = written(["begin:vevent", *said_small, "end:vevent"])
    (one,) = of(data).occurrences
    assert (one.title, said(of(data))) == ("Ana, Biel; i Clara", ["22.10. 10:00-11:00"])


def test_several_calendars_in_one_file_are_all_read() -> None:
    data = written(event(*MONDAYS)) + written(event("DTSTART:20261020T100000", "DURATION:PT50M", uid="b"))
    assert said(of(data)) == ["19.10. 10:00-10:50", "20.10. 10:00-10:50"]


def test_the_same_event_twice_is_taken_once_as_it_is_newest() -> None:
    old = event("SEQUENCE:0", "DTSTART:20261022T100000", "DURATION:PT50M")
    new = event("SEQUENCE:1", "DTSTART:20261022T120000", "DURATION:PT50M")
    assert shown(old, new) == shown(new, old) == ["22.10. 12:00-12:50"]


def test_a_broken_event_spoils_no_other() -> None:
    broken = [
        event("DTSTART:20261399T100000", "DURATION:PT50M", uid="b"),
        event("DTEND:20261022T100000", uid="c"),
        event("DTSTART:20261022T100000", "DTEND:20261022T090000", uid="d"),
        event(*MONDAYS, "RRULE:FREQ=SOMETIMES", uid="e"),
        event(*MONDAYS, "RRULE:FREQ=MINUTELY", uid="f"),
    ]
    file = of(written(*broken, event(*MONDAYS, uid="a")))
    assert said(file) == ["19.10. 10:00-10:50"]
    assert [flaw.number for flaw in file.flaws] == [1, 2, 3, 4, 5]
    assert file.flaws[4].reason is Reason.RULE_TOO_FAST


def test_five_thousand_events_are_read() -> None:
    def starts(number: int) -> str:
        return f"2026{10 + number // 2800:02}{1 + number // 100 % 28:02}T{8 + number % 12:02}0000"

    days = [event(f"DTSTART:{starts(number)}", "DURATION:PT30M", uid=str(number)) for number in range(5_000)]
    file = of(written(*days, calendar=central_europe("Europe/Madrid")))
    assert (len(file.occurrences), file.flaws) == (5_000, ())
