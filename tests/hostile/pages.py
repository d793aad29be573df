"""What a page sends by itself, and the names of what is on every page."""

from tests.hostile.client import Socket

ROOT = "reflex___state____state"
HYDRATE = f"{ROOT}.hydrate_and_load"
LOAD = f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal"
PRESENCE = f"{ROOT}.portal_app___states___presence____presence"


def hydrate(socket: Socket) -> list[str]:
    """Ask for the whole state and the page's load events, as a page does when it connects."""
    return socket.ask(HYDRATE, {"vars": {}})


def fired(socket: Socket, name: str, payload: object, **more: object) -> list[str]:
    """What the server says to an event; the question after it is answered once the event is through."""
    mark = f"m{len(socket.heard)}"
    socket.fire(name, payload, **more)
    socket.fire(f"{PRESENCE}.fail", {"code": "failure", "reference": mark})
    return socket.frames(until=lambda frame: mark in frame or frame == "closed")


def is_sent_away(frames: list[str]) -> bool:
    """Whether the page was told to go to its door."""
    return any("leave_to" in frame and '"/es/' in frame for frame in frames)
