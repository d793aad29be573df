"""Free times, read from the agenda in a number of queries that history does not change (AV-1)."""

from portal_app.services.availability.loading import Agenda, Rules, agendas, holidays_of, hours_of, rules_of
from portal_app.services.availability.openings import (
    free_slots,
    nearest_slots,
    next_open_days,
    next_slots,
    open_days,
)

__all__ = [
    "Agenda",
    "Rules",
    "agendas",
    "free_slots",
    "holidays_of",
    "hours_of",
    "nearest_slots",
    "next_open_days",
    "next_slots",
    "open_days",
    "rules_of",
]
