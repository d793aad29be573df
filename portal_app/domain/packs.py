"""Session packs: what is used, booked and left is counted from appointments, never stored (PK-1)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from models.vocabulary import AppointmentStatus, PaymentMethod
from portal_app.domain.fields import Fields

MOST_SESSIONS = 200
HIGHEST_PRICE_CENTS = 10_000_000
LONGEST_REASON = 280


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
    """A pack as the choice of one sees it. Without `services` it covers every one."""

    pack_id: str
    services: tuple[str, ...]
    contracted_on: date
    expires_on: date | None
    is_closed: bool
    count: PackCount


@dataclass(frozen=True, slots=True)
class PackDraft:
    """A pack as it is sold; the names of the fields are those of `BadFields`. Without `services`: every one."""

    total: int
    price_cents: int
    payment: PaymentMethod
    contracted_on: date
    services: tuple[str, ...] = ()
    expires_on: date | None = None


def tidy_pack(draft: PackDraft, *, services: Iterable[str]) -> PackDraft:
    """The pack, each value in its bounds. `BadFields`; a code of its own: `before_start`, where it ends too early."""
    fields = Fields()
    fields.whole("total", draft.total, least=1, most=MOST_SESSIONS)
    fields.whole("price_cents", draft.price_cents, least=0, most=HIGHEST_PRICE_CENTS)
    if draft.expires_on is not None and draft.expires_on < draft.contracted_on:
        fields.refuse("expires_on", "before_start")
    known = list(services)
    for service_id in draft.services:
        fields.one_of("services", service_id, set(known))
    fields.done()
    return replace(draft, services=tuple(one for one in known if one in draft.services))


def tidy_adjustment(sessions: int, reason: str, *, count: "PackCount") -> str:
    """The reason, tidied, for so many sessions more or less. `BadFields`: none, more than are left, or no reason.

    What is used or booked is not taken away: that session would be nobody's.
    """
    fields = Fields()
    least, most = min(-count.left, 0), max(MOST_SESSIONS - count.total, 0)
    if not sessions:
        fields.refuse("sessions", "empty")
    fields.whole("sessions", sessions, least=least, most=most)
    tidy = fields.text("reason", reason, most=LONGEST_REASON)
    fields.done()
    return tidy


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
    return _is_for(pack, service_id) and (pack.expires_on is None or on <= pack.expires_on)


def is_active(pack: Pack, on: date) -> bool:
    """Whether a session on that date may be taken from the pack: not closed, not expired, something left."""
    in_time = pack.expires_on is None or on <= pack.expires_on
    return not pack.is_closed and in_time and pack.count.left > 0


def pack_for(packs: Iterable[Pack], *, service_id: str, on: date) -> Pack | None:
    """The oldest active pack that covers the service on that date (PK-1); None: the session is paid by itself."""
    covering = (pack for pack in packs if covers(pack, service_id=service_id, on=on) and is_active(pack, on))
    return min(covering, key=lambda pack: (pack.contracted_on, pack.pack_id), default=None)


def _is_for(pack: Pack, service_id: str) -> bool:
    return not pack.services or service_id in pack.services


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
