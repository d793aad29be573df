"""Every event that the server would take by name, tried by everybody (R1, ID-7, ID-8)."""

import pytest

from portal_app.states.gate import Who
from tests.hostile.client import Caller, delta
from tests.hostile.conftest import ROLES, SIDE
from tests.hostile.events import fitting, in_turn
from tests.hostile.pages import PRESENCE, fired
from tests.hostile.server import Served

# What the socket of somebody may show of whom: staff at reception and the admin see everybody, the rest their own.
SEEN = {"nobody": (), "ana": ("ana",), "clara": ("clara",), "marta": ("ana", "biel"), "ruth": (), "olga": ()}
SEES_ALL = {"ruth", "olga"}
SIGNING_OUT = ("sign_out_everywhere", "sign_out_others")


def foreign_canaries(portal: Served, role: str) -> list[str]:
    """What must not be on any socket of this role: of other patients, and of the practice next door."""
    next_door = portal.told["neighbour"]["canaries"]
    if role in SEES_ALL:
        return next_door
    people = portal.told["people"].items()
    return [canary for name, person in people if name not in SEEN[role] for canary in person["canaries"]] + next_door


def aims(portal: Served, role: str, *, next_door: bool = False) -> dict[str, str]:
    """What an attacker would put into the arguments: the ids of somebody else, or of another practice's things."""
    people, neighbour = portal.told["people"], portal.told["neighbour"]
    victim, other = (
        people["biel" if role in {"ana", "clara"} else "clara"],
        people["ana" if role == "clara" else "clara"],
    )
    jordi = portal.told["staff"]["jordi"]["staff_id"]
    device = next(row["id"] for row in portal.rows("device") if row["patient_id"] == other["patient_id"])
    request = neighbour["request"] if next_door else victim["requests"][0]
    appointment = neighbour["appointment"] if next_door else victim["appointments"][0]
    patient = neighbour["patient"] if next_door else victim["patient_id"]
    therapist = neighbour["therapist"] if next_door else jordi
    centre = neighbour["centre"] if next_door else portal.told["centre_id"]
    return {
        "request": request,
        "request_id": request,
        "appointment_id": appointment,
        "patient_id": patient,
        "device": device,
        "therapist_id": therapist,
        "staff_id": therapist,
        "centre_id": centre,
        "service_id": neighbour["service"],
        "key": neighbour["time_off"] if next_door else centre,
        "place": centre,
        "on": "2026-10-28",
        "first_on": "2026-10-28",
        "last_on": "2026-10-28",
        "month": "2026-11-01",
        "slot": "2026-10-28T10:00",
        "at": "2026-10-28T10:00",
        "time": "10:00",
        "minutes": "50",
        "repeat": "",
        "query": "Canary" if next_door else "Clara",
        "code": "failure",
        "instead": centre,
    }


def page_of(role: str, portal: Served, *, next_door: bool = False) -> str:
    """Where somebody of this role would be; a staff member's page names a patient who is not theirs."""
    if SIDE[role] is Who.STAFF:
        told = portal.told
        return (
            f"/es/staff/patients/{told['neighbour']['patient'] if next_door else told['people']['clara']['patient_id']}"
        )
    return "/es/calendar"


def is_silent(frames: list[str]) -> bool:
    """Whether nothing but the page's own standing was answered."""
    return all(PRESENCE in state or not values for state, values in delta(frames).items() if state.count(".") > 0)


@pytest.mark.parametrize("role", ROLES)
def test_an_event_of_the_other_side_changes_nothing_and_says_nothing(
    role: str, portal: Served, callers: dict[str, Caller]
) -> None:
    foreign = [
        event
        for event in portal.told["events"]
        if event["who"] not in {SIDE[role].value, Who.ANYONE.value} and not is_the_frameworks(event["name"])
    ]
    assert len(foreign) > 20
    before, denied = portal.state_of_things(), portal.refusals()
    for some in in_turn(foreign):
        with callers[role].socket(page_of(role, portal)) as socket:
            fired(socket, f"{PRESENCE}.dismiss", {})
            for event in some:
                frames = fired(socket, event["name"], fitting(event["schema"], aims(portal, role)))
                assert "closed" not in frames, event["name"]
                assert is_silent(frames), (event["name"], frames)
    assert portal.state_of_things() == before
    listed = [event for event in foreign if event["who"]]
    assert portal.refusals() - denied == (0 if role == "nobody" else len(listed))


def is_the_frameworks(name: str) -> bool:
    """Hydration and load events, which have tests of their own."""
    return name.rpartition(".")[2] in {"hydrate", "hydrate_and_load", "on_load_internal", "set_is_hydrated"}


@pytest.mark.parametrize("role", ["ana", "clara", "marta", "nobody"])
def test_no_event_says_anything_of_somebody_who_is_not_theirs(
    role: str, portal: Served, callers: dict[str, Caller]
) -> None:
    """All events in turn, those of the own side too, with others' ids in every argument."""
    before, named, given = rows_of_others(portal, role), page_of(role, portal), aims(portal, role)
    said = say_all(portal, callers[role], named, given)
    own_words = [named, *given.values()]
    told = [canary for canary in foreign_canaries(portal, role) if canary in said]
    assert [canary for canary in told if not any(canary in words for words in own_words)] == []
    assert rows_of_others(portal, role) == before


@pytest.mark.parametrize("role", ["ana", "marta", "ruth", "olga"])
def test_no_event_reaches_into_the_practice_next_door(
    role: str, portal: Served, callers: dict[str, Caller]
) -> None:  # PR-5
    """The same with the ids of another practice's things, for those too who see all of their own."""
    before, page = rows_next_door(portal), page_of(role, portal, next_door=True)
    given = aims(portal, role, next_door=True)
    said = say_all(portal, callers[role], page, given)
    assert [
        canary for canary in portal.told["neighbour"]["canaries"] if canary in said and canary not in given.values()
    ] == []
    assert rows_next_door(portal) == before


def say_all(portal: Served, caller: Caller, page: str, values: dict[str, str]) -> str:
    """What comes of every event there is but signing out, with these values in their arguments."""
    heard = list[str]()
    for some in in_turn([event for event in portal.told["events"] if not event["name"].endswith(SIGNING_OUT)]):
        with caller.socket(page) as socket:
            for event in some:
                fired(socket, event["name"], fitting(event["schema"], values))
            heard += socket.heard
    return "\n".join(heard)


def rows_next_door(portal: Served) -> dict[str, frozenset[tuple[object, ...]]]:
    """Every row of every table that is the neighbouring practice's; what its door was told of, too."""
    practice = portal.told["neighbour"]["practice"]
    everything = portal.state_of_things() | {"activity_entry": frozenset(tuple(row.values()) for row in portal.trail())}
    return {table: frozenset(row for row in rows if practice in row) for table, rows in everything.items()}


def rows_of_others(portal: Served, role: str) -> list[dict[str, object]]:
    """Requests, appointments, devices and codes of everybody whom this role must not touch."""
    own = {portal.told["people"][name]["patient_id"] for name in SEEN[role]}
    tables = ("slot_request", "appointment", "device", "access_code", "patient_access", "session_pack", "patient")
    return [
        {name: value for name, value in row.items() if name != "last_used_at"}
        for table in tables
        for row in portal.rows(table)
        if row.get("patient_id", row.get("id")) not in own
    ]


def test_a_patient_who_names_anothers_request_leaves_a_trace(portal: Served, callers: dict[str, Caller]) -> None:
    victims = portal.told["people"]["biel"]["requests"][0]
    cancel = portal.event("undo_state.cancel")
    ana = portal.told["people"]["ana"]["patient_id"]
    before = (portal.refusals(of=ana), portal.refusals())
    with callers["ana"].socket() as socket:
        fired(socket, cancel, {"request": victims})
    assert (portal.refusals(of=ana), portal.refusals()) == (before[0] + 1, before[1] + 1)
    assert next(row["status"] for row in portal.rows("slot_request") if row["id"] == victims) == "pending"


@pytest.mark.parametrize(("who", "handler"), [("ana", "agenda_state.load"), ("marta", "calendar_state.load")])
def test_an_event_of_the_other_side_leaves_a_trace(
    who: str, handler: str, portal: Served, callers: dict[str, Caller]
) -> None:
    event = portal.event(handler)
    before = portal.refusals()
    with callers[who].socket() as socket:
        fired(socket, event, {})
    assert portal.refusals() == before + 1


def test_a_therapist_who_opens_anothers_patient_leaves_a_trace(portal: Served, callers: dict[str, Caller]) -> None:
    load = portal.event("patient_file_state.load")
    clara = portal.told["people"]["clara"]["patient_id"]
    before = portal.refusals()
    with callers["marta"].socket(f"/es/staff/patients/{clara}") as socket:
        fired(socket, load, {})
    assert portal.refusals() == before + 1
    marta = portal.told["staff"]["marta"]["staff_id"]
    assert all(entry["patient_id"] != clara for entry in portal.trail("file.read") if entry["actor_id"] == marta)


def test_her_own_therapist_may_open_the_same_file(portal: Served) -> None:
    load = portal.event("patient_file_state.load")
    clara = portal.told["people"]["clara"]
    with portal.enter("jordi").socket(f"/es/staff/patients/{clara['patient_id']}") as socket:
        assert clara["name"] in "\n".join(fired(socket, load, {}))
    assert portal.trail("file.read")[-1]["patient_id"] == clara["patient_id"]


def test_the_list_and_the_registry_hold_the_same(portal: Served) -> None:
    ours = [event for event in portal.told["events"] if ".reflex___" not in event["name"]]
    unlisted = {event["name"].rpartition(".")[2] for event in ours if not event["who"]}
    assert len(ours) > 40
    assert unlisted <= {"setvar", "hydrate", "hydrate_and_load", "set_is_hydrated"}
