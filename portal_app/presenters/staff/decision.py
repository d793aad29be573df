"""Answering one request otherwise than with yes: its forms, and what is read out of them (AG-4)."""

from zoneinfo import ZoneInfo

from portal_app.presenters.staff.booking import minutes
from portal_app.services.interest import Interested

# The rows of the form that proposes other times, by the ends of their fields' names.
ROWS = ("", "2", "3")


def change(one: Interested, zone: ZoneInfo) -> dict[str, str]:
    """The request as its form holds it; its day and time are told, not changed."""
    starts = one.starts_at.astimezone(zone)
    return {
        "on": starts.date().isoformat(),
        "time": starts.strftime("%H:%M"),
        "minutes": minutes(one.ends_at - one.starts_at),
        "service_id": one.service_id,
        "centre_id": one.centre_id,
    }


def proposal(one: Interested, zone: ZoneInfo) -> dict[str, str]:
    """Room for three other times, on the day that was asked for until another is chosen."""
    on = one.starts_at.astimezone(zone).date().isoformat()
    return {f"{name}{row}": on if name == "on" else "" for row in ROWS for name in ("on", "time")}


def answer() -> dict[str, str]:
    """Room for a word."""
    return {"reply": ""}
