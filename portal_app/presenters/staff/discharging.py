"""What a discharge decides about, worded."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.discharge import Leaving


@dataclass(frozen=True, slots=True)
class ToComeView:
    """An appointment ahead."""

    appointment_id: str
    when: str
    where: str
    may_cancel: bool


@dataclass(frozen=True, slots=True)
class LeavingView:
    """The panel; `waiting` and `packs` are empty where there is nothing to say."""

    to_come: list[ToComeView] = field(default_factory=list)
    waiting: str = ""
    packs: str = ""


def leaving(t: Text, found: Leaving) -> LeavingView:
    """What there is to decide, and what ends by itself."""
    zone = ZoneInfo(found.zone)
    return LeavingView(
        to_come=[
            ToComeView(
                one.appointment_id,
                words.coming(t, one.starts_at, now=found.now, zone=zone),
                f"{one.therapist} · {one.centre}",
                one.may_cancel,
            )
            for one in found.to_come
        ],
        waiting=t.plural(
            "{n} request waits: it gets a kind no.", "{n} requests wait: they get a kind no.", len(found.waiting)
        )
        if found.waiting
        else "",
        packs=t.plural(
            "{n} session of a pack is left: agree what becomes of it.",
            "{n} sessions of packs are left: agree what becomes of them.",
            found.sessions_left,
        )
        if found.sessions_left
        else "",
    )
