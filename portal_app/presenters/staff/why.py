"""Why there is nothing: a day's timeline in words (AV-9)."""

from dataclasses import dataclass, field

from portal_app.domain.availability import Reason
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.agenda import Option, column_key
from portal_app.presenters.staff.reasons import reason
from portal_app.services.appointment_form import Choices
from portal_app.services.why import ExplainedDay, ExplainedStretch


@dataclass(frozen=True, slots=True)
class StretchView:
    """A part of the day; `kind` is the reason's word. An open one has `starts`, for a new appointment there."""

    key: str
    span: str
    words: str
    detail: str
    kind: str
    starts: str


@dataclass(frozen=True, slots=True)
class WhyView:
    """The day that is explained, by the key of its column in the agenda; `key` empty: none."""

    key: str = ""
    on: str = ""
    therapist_id: str = ""
    day: str = ""
    therapist: str = ""
    service: str = ""
    services: list[Option] = field(default_factory=list)
    stretches: list[StretchView] = field(default_factory=list)


def why(t: Text, read: ExplainedDay, choices: Choices) -> WhyView:
    """The whole day, stretch by stretch."""
    return WhyView(
        key=column_key(read.on, read.therapist_id),
        on=read.on.isoformat(),
        therapist_id=read.therapist_id,
        day=words.capital(t.day(read.on)),
        therapist=read.therapist,
        service=read.service_id,
        services=[Option(one.service_id, words.service(t, one.names)) for one in choices.services],
        stretches=[_stretch(t, read, one) for one in read.stretches],
    )


def _stretch(t: Text, read: ExplainedDay, one: ExplainedStretch) -> StretchView:
    starts, ends = one.starts_at.astimezone(read.zone), one.ends_at.astimezone(read.zone)
    until = "24:00" if ends.date() > starts.date() else t.clock(ends)
    is_open = one.reason is Reason.OPEN
    said = [one.patient or one.title, ", ".join(one.centres) if is_open else ""]
    return StretchView(
        key=one.starts_at.isoformat(),
        span=f"{t.clock(starts)} – {until}",
        words=reason(t, one.reason),
        detail=" · ".join(part for part in said if part),
        kind=one.reason.value,
        starts=starts.strftime("%Y-%m-%dT%H:%M") if is_open else "",
    )
