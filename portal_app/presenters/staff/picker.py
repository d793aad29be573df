"""The picker: who wants this time (WL-3)."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.interest import Interested, InterestGroup


@dataclass(frozen=True, slots=True)
class CandidateView:
    """One patient of the group, or nobody; `first` has waited longest. `phrase` says who and when in a few words."""

    request_id: str = ""
    phrase: str = ""
    patient_id: str = ""
    name: str = ""
    initials: str = ""
    waited: str = ""
    asked: str = ""
    last: str = ""
    message: str = ""
    phone: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class PickerView:
    """The open group; `key` empty: none is open. `none_question` asks before all are rejected."""

    key: str = ""
    day: str = ""
    span: str = ""
    count: str = ""
    none_question: str = ""
    candidates: list[CandidateView] = field(default_factory=list)


def picker(t: Text, group: InterestGroup, *, now: datetime, zone: ZoneInfo) -> PickerView:
    """The group with its patients, the longest wait first."""
    starts, ends = group.starts_at.astimezone(zone), group.ends_at.astimezone(zone)
    return PickerView(
        key=group.interested[0].request_id,
        day=words.capital(t.day(starts.date())),
        span=words.span(t, starts, ends),
        count=t.plural("{n} patient interested", "{n} patients interested", group.count),
        none_question=t.plural("Answer no to this request?", "Answer no to these {n} requests?", len(group.interested)),
        candidates=[
            _candidate(t, one, now=now, zone=zone, first=number == 0) for number, one in enumerate(group.interested)
        ],
    )


def _candidate(t: Text, one: Interested, *, now: datetime, zone: ZoneInfo, first: bool) -> CandidateView:
    starts, ends = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
    pack = t("No pack") if one.pack_left is None else t.plural("Pack: {n} left", "Pack: {n} left", one.pack_left)
    last = (
        t("First session")
        if one.last_session_at is None
        else t("Last session: {when}", when=words.when(t, one.last_session_at, now=now, zone=zone))
    )
    return CandidateView(
        request_id=one.request_id,
        phrase=words.asked_for(t, one.name, starts),
        patient_id=one.patient_id,
        name=one.name,
        initials=words.initials(one.name),
        waited=words.when(t, one.since, now=now, zone=zone),
        asked=" · ".join((words.span(t, starts, ends), words.place(t, one.centre, online=one.online), pack)),
        last=last,
        message=words.quoted(t, one.message) if one.message else "",
        phone=one.phone,
        first=first,
    )
