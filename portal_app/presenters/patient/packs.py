"""The packs page in words (PK-1, PK-2)."""

from dataclasses import dataclass, field

from models.vocabulary import PaymentMethod
from portal_app.domain.packs import PackCount
from portal_app.i18n.text import Text
from portal_app.presenters.patient.day import service_name
from portal_app.services.own_record import OwnPack, Packs

# Above this one bar is easier to read than as many steps.
MOST_STEPS = 20
# As many are shown until somebody wants to see all.
CURRENT_AT_ONCE, FINISHED_AT_ONCE = 3, 4


@dataclass(frozen=True, slots=True)
class PackView:
    """A pack. `steps` says of each session in order whether it is used, booked or left ("u", "b", "l").

    It is empty where there are too many for a step each; `used_share` and `booked_share` are percentages then.
    """

    title: str
    size: str
    left: int
    left_words: str
    used: str
    total: str
    bar_words: str
    total_sessions: int
    used_sessions: int
    steps: str
    used_share: str
    booked_share: str
    price: str
    payment: str
    since: str
    expires: str
    note: str


@dataclass(frozen=True, slots=True)
class FinishedView:
    """A pack that is over, in two lines."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class PacksView:
    """The page; `more_current`, `more_finished`: there are others that are not shown yet."""

    current: list[PackView] = field(default_factory=list)
    finished: list[FinishedView] = field(default_factory=list)
    more_current: bool = False
    more_finished: bool = False


def packs_view(t: Text, page: Packs, *, whole: bool = False) -> PacksView:
    """The page as it is drawn: the packs that are used next and the latest finished ones, or the `whole` of it."""
    current = page.current if whole else page.current[:CURRENT_AT_ONCE]
    finished = page.finished if whole else page.finished[:FINISHED_AT_ONCE]
    return PacksView(
        current=[_pack(t, pack, page.portal.therapist) for pack in current],
        finished=[_finished(t, pack) for pack in finished],
        more_current=len(page.current) > len(current),
        more_finished=len(page.finished) > len(finished),
    )


def _pack(t: Text, pack: OwnPack, therapist: str) -> PackView:
    count = pack.count
    left = max(count.left, 0)
    return PackView(
        title=_title(t, pack),
        size=t.plural("Pack of {n} session", "Pack of {n} sessions", count.total),
        left=left,
        left_words=t.plural("session left", "sessions left", left),
        used=_used(t, count),
        total=t("{n} in total", n=count.total),
        bar_words=t("{used} of {total} sessions used", used=count.used, total=count.total),
        total_sessions=count.total,
        used_sessions=count.used,
        steps="u" * count.used + "b" * count.booked + "l" * left if count.total <= MOST_STEPS else "",
        used_share=_share(count.used, count),
        booked_share=_share(count.booked, count),
        price=t.money(pack.price_cents, pack.currency),
        payment=payment(t, pack.payment),
        since=t.long_date(pack.contracted_on),
        expires=t.long_date(pack.expires_on) if pack.expires_on else "",
        note=_note(t, left, therapist),
    )


def _note(t: Text, left: int, therapist: str) -> str:
    match left:
        case 0:
            return t("Every session of this pack is used or booked.")
        case 1:
            return t(
                "This is the last session in this pack. If you’d like to continue, you can talk it over with "
                "{therapist}.",
                therapist=therapist,
            )
        case _:
            return ""


def _title(t: Text, pack: OwnPack) -> str:
    return " · ".join(service_name(t, names) for names in pack.services) or t("Any session")


def _used(t: Text, count: PackCount) -> str:
    """7 used · 1 booked."""
    used = t.plural("{n} used (one)", "{n} used", count.used)
    if not count.booked:
        return used
    booked = t.plural("{n} booked (one)", "{n} booked", count.booked)
    return f"{used} · {booked}"


def _share(sessions: int, count: PackCount) -> str:
    return f"{100 * min(sessions, count.total) / count.total:.1f}%" if count.total > 0 else "0%"


def _finished(t: Text, pack: OwnPack) -> FinishedView:
    size = t.plural("{n} session", "{n} sessions", pack.count.total)
    return FinishedView(
        title=f"{_title(t, pack)}, {size}",
        words=f"{t.long_date(pack.contracted_on)} · {t.money(pack.price_cents, pack.currency)}",
    )


def payment(t: Text, method: PaymentMethod) -> str:
    """How it was paid."""
    match method:
        case PaymentMethod.CASH:
            return t("Cash")
        case PaymentMethod.CARD:
            return t("Card")
        case PaymentMethod.TRANSFER:
            return t("Bank transfer")
        case PaymentMethod.BIZUM:
            return t("Bizum")
