"""Time that is not worked although the week would have it so, as the agenda shows it (AV-2)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal_app.domain import availability, open_hours
from portal_app.domain.working_hours import Holiday
from portal_app.services.availability import Agenda


class BlockKind(StrEnum):
    """Why nothing is booked there."""

    TIME_OFF = "time_off"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Block:
    """Time that is not worked although the week would have it so; `title` may be empty."""

    starts_at: datetime
    ends_at: datetime
    title: str
    kind: BlockKind


def blocks_of(agenda: Agenda, zone: ZoneInfo, first_on: date, last_on: date) -> list[Block]:
    """Time off, and the hours that a public holiday takes out of the week."""
    found = [
        Block(part.starts_at, part.ends_at, absence.title, BlockKind.TIME_OFF)
        for absence in agenda.time_off
        for part in availability.away(absence, zone=zone, first_on=first_on, last_on=last_on)
    ]
    names: dict[date, str] = {}
    for holiday in (one for one in agenda.holidays if first_on <= one.on <= last_on):
        names[holiday.on] = names.get(holiday.on) or holiday.name
    for on, name in names.items():
        kept: list[list[Holiday]] = [[], [one for one in agenda.holidays if one.on == on]]
        usual, left = (
            open_hours.worked(zone=zone, first_on=on, last_on=on, hours=agenda.hours, holidays=holidays)
            for holidays in kept
        )
        if usual and not left:
            found.append(Block(usual[0].starts_at, usual[-1].ends_at, name, BlockKind.HOLIDAY))
    return sorted(found, key=lambda block: (block.starts_at, block.ends_at))
