"""Session packs: what is used, booked and left is counted from appointments, never stored (PK-1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.vocabulary import AppointmentStatus


@dataclass(frozen=True, slots=True)
class PackCount:
    """The sessions of a pack. `left` may be below zero where staff took more than there was."""

    total: int
    used: int = 0
    booked: int = 0

    @property
    def left(self) -> int:
        return self.total - self.used - self.booked

    @property
    def last_one(self) -> bool:
        """One session left shows as such to both sides (PK-2)."""
        return self.left == 1


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as the choice of one sees it. `service_id` None: it covers every service."""

    pack_id: str
    service_id: str | None
    contracted_on: date
    expires_on: date | None
    is_closed: bool
    count: PackCount


def counted(total: int, statuses: Iterable[AppointmentStatus], *, no_show_uses_pack: bool) -> PackCount:
    """The count of a pack of `total` sessions (adjustments included) from its appointments' statuses.

    Attendance uses a session, a confirmed appointment books one, a cancelled one gives it back, and a no-show uses
    it where the practice says so.
    """
    used = booked = 0
    for status in statuses:
        used += _uses(status, no_show_uses_pack=no_show_uses_pack)
        booked += status is AppointmentStatus.CONFIRMED
    return PackCount(total, used, booked)


def covers(pack: Pack, *, service_id: str, on: date) -> bool:
    """Whether the pack is for that service and good on that date, whatever is left of it."""
    return pack.service_id in (None, service_id) and (pack.expires_on is None or on <= pack.expires_on)


def is_active(pack: Pack, on: date) -> bool:
    """Whether a session on that date may be taken from the pack: not closed, not expired, something left."""
    in_time = pack.expires_on is None or on <= pack.expires_on
    return not pack.is_closed and in_time and pack.count.left > 0


def pack_for(packs: Iterable[Pack], *, service_id: str, on: date) -> Pack | None:
    """The oldest active pack that covers the service on that date (PK-1); None: the session is paid by itself."""
    covering = (pack for pack in packs if pack.service_id in (None, service_id) and is_active(pack, on))
    return min(covering, key=lambda pack: (pack.contracted_on, pack.pack_id), default=None)


def _uses(status: AppointmentStatus, *, no_show_uses_pack: bool) -> bool:
    match status:
        case AppointmentStatus.ATTENDED:
            return True
        case AppointmentStatus.NO_SHOW:
            return no_show_uses_pack
        case (
            AppointmentStatus.CONFIRMED
            | AppointmentStatus.CANCELLED_BY_PATIENT
            | AppointmentStatus.CANCELLED_BY_PRACTICE
        ):
            return False
