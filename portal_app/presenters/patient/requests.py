"""The requests page in words. What was answered says neither who nor why (WL-6)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from models.vocabulary import RequestStatus
from portal_app.domain.availability import Slot
from portal_app.i18n.text import Text
from portal_app.presenters.patient.day import slot_key
from portal_app.presenters.patient.request_views import (
    AnswerView,
    Look,
    OpeningView,
    ProposalView,
    ProposedView,
    RequestsView,
    RequestView,
    WaitingView,
)
from portal_app.presenters.patient.times import at_place, at_place_with, on_wall, span, whole_date
from portal_app.services.calendar import Requests
from portal_app.services.own_rows import OwnRequest, Portal

# What the practice answered.
ANSWERS = frozenset({Look.ACCEPTED, Look.REJECTED, Look.PROPOSED})


def requests_view(t: Text, page: Requests, *, before: RequestsView | None = None) -> RequestsView:
    """The page as it is drawn. Several noes share one way on, under the first of them.

    What waited or was proposed on the open page, as it was `before`, stays where it is, in this order, and as large as
    it is, whatever becomes of it: nothing moves under the finger.
    """
    before = before or RequestsView()
    now: dict[str, OwnRequest] = {one.request_id: one for one in (*page.answered, *page.proposed, *page.pending)}
    waited = {one.request.key: one for one in before.pending if one.request.key in now}
    offered = {one.key: one for one in before.proposed if one.key in now and now[one.key] not in page.pending}
    pending = [_waiting(t, now[key], page.portal, one) for key, one in waited.items()]
    pending += [_waiting(t, one, page.portal) for one in page.pending if one.request_id not in waited]
    proposed = [_proposal(t, now[key], page.portal, one) for key, one in offered.items()]
    proposed += [_proposal(t, one, page.portal) for one in page.proposed if one.request_id not in {*waited, *offered}]
    elsewhere = [one for one in page.answered if one.request_id not in {*waited, *offered}]
    refused = next((one.request_id for one in elsewhere if _has_ways_on(one, page.portal.now)), None)
    return RequestsView(
        proposed=proposed,
        pending=pending,
        answered=[replace(_view(t, one, page.portal), ways_on=one.request_id == refused) for one in elsewhere],
        openings=_openings(t, page.openings, page.portal),
        more=page.more,
        news=_news(t, sum(one.request.look in ANSWERS for one in pending)),
        your_turn=any(one.look == Look.PROPOSED for one in proposed),
    )


def kept_in_place(view: RequestsView) -> list[str]:
    """The requests that stay where they are on the open page."""
    return [*(one.key for one in view.proposed), *(one.request.key for one in view.pending)]


def look_of(request: OwnRequest, now: datetime) -> Look:
    """What became of a request, as the patient may know it."""
    over = request.ends_at <= now
    match request.status:
        case RequestStatus.PROPOSED if request.proposed:
            return Look.PROPOSED
        case RequestStatus.PENDING | RequestStatus.PROPOSED:
            return Look.PENDING if request.starts_at > now else Look.EXPIRED
        case RequestStatus.ACCEPTED:
            return Look.PAST if over else Look.ACCEPTED
        case RequestStatus.REJECTED:
            return Look.REJECTED
        case RequestStatus.CANCELLED:
            return Look.CANCELLED
        case RequestStatus.EXPIRED:
            return Look.EXPIRED


def _has_ways_on(request: OwnRequest, now: datetime) -> bool:
    return request.status is RequestStatus.REJECTED and request.starts_at > now


def _waiting(t: Text, request: OwnRequest, portal: Portal, before: WaitingView | None = None) -> WaitingView:
    starts = on_wall(request.starts_at, portal.zone)
    when = {"day": t.day(starts.date()), "time": t.clock(starts)}
    as_it_waited = {"words": _words(t, request, Look.PENDING, portal), "message": _said(t, request, Look.PENDING)}
    return WaitingView(
        request=replace(_view(t, request, portal), **as_it_waited),
        cancel_words=t("Cancel the request for {day} at {time}", **when),
        answer_words=t("Answer to the request for {day} at {time}", **when),
        answer=_answer(t, request, portal, before.answer if before else AnswerView()),
    )


def _proposal(t: Text, request: OwnRequest, portal: Portal, before: ProposalView | None = None) -> ProposalView:
    look = look_of(request, portal.now)
    if before is None or look is Look.PROPOSED:
        return ProposalView(request.request_id, _other_times(t, request, portal))
    return ProposalView(request.request_id, _over(t, before.answer, request, portal), look)


def _answer(t: Text, request: OwnRequest, portal: Portal, before: AnswerView) -> AnswerView:
    """What came to a request on an open page and takes more words than a pill."""
    match look_of(request, portal.now):
        case Look.PROPOSED:
            return _other_times(t, request, portal)
        case Look.REJECTED as look:
            words, more = _words(t, request, look, portal), _said(t, request, look)
            return AnswerView(words, more, ways_on=_has_ways_on(request, portal.now))
        case Look.PENDING:
            return AnswerView()
        case _:
            return _over(t, before, request, portal) if before.times else AnswerView()


def _over(t: Text, answer: AnswerView, request: OwnRequest, portal: Portal) -> AnswerView:
    """Times that were there to choose from, with the one that was taken."""
    starts = on_wall(request.starts_at, portal.zone)
    session = (t.short_day(starts.date()), t.clock(starts)) if request.status is RequestStatus.ACCEPTED else None
    return replace(
        answer, over=True, times=[replace(one, taken=(one.day, one.time) == session) for one in answer.times]
    )


def _news(t: Text, answers: int) -> str:
    """What whoever does not see the page is told of it."""
    return t.plural("One request has an answer.", "{n} requests have an answer.", answers) if answers else ""


def _view(t: Text, request: OwnRequest, portal: Portal) -> RequestView:
    starts = on_wall(request.starts_at, portal.zone)
    on = starts.date()
    look = look_of(request, portal.now)
    return RequestView(
        key=request.request_id,
        weekday=t.weekday(on, "abbreviated"),
        day=str(on.day),
        month=t.short_month(on),
        time=span(t, request.starts_at, request.ends_at, portal.zone),
        words=_words(t, request, look, portal),
        look=look,
        message=_said(t, request, look),
    )


def _words(t: Text, request: OwnRequest, look: Look, portal: Portal) -> str:
    match look:
        case Look.PENDING | Look.PROPOSED:
            asked_on = on_wall(request.created_at, portal.zone).date()
            return f"{at_place(t, request.place)} · {_asked(t, asked_on, portal.today)}"
        case Look.ACCEPTED | Look.PAST:
            return at_place_with(t, request.place, request.therapist)
        case Look.REJECTED if _has_ways_on(request, portal.now):
            return t("It didn’t work out this time. Other times are still open.")
        case Look.REJECTED:
            return t("It didn’t work out this time.")
        case Look.EXPIRED:
            return t("This time went by before it was answered.")
        case Look.CANCELLED:
            return at_place(t, request.place)


def _said(t: Text, request: OwnRequest, look: Look) -> str:
    """The patient's own words while it waits; the practice's, that came with a no."""
    if look is Look.PENDING and request.message:
        return _quoted(t, request.message)
    if look is Look.REJECTED and request.reply:
        return _quoted(t, request.reply)
    return ""


def _other_times(t: Text, request: OwnRequest, portal: Portal) -> AnswerView:
    starts = on_wall(request.starts_at, portal.zone)
    asked = f"{t.short_day(starts.date())}, {t.clock(starts)}"
    return AnswerView(
        t.plural(
            "{therapist} proposes another time",
            "{therapist} proposes other times",
            len(request.proposed),
            therapist=request.therapist,
        ),
        t("Instead of {asked}. {place}, the same length.", asked=asked, place=at_place(t, request.place)),
        t("None of these, instead of {asked}", asked=asked),
        [_proposed(t, one.proposal_id, on_wall(one.starts_at, portal.zone)) for one in request.proposed],
    )


def _proposed(t: Text, key: str, starts: datetime) -> ProposedView:
    return ProposedView(key, t.short_day(starts.date()), t.clock(starts))


def _asked(t: Text, on: date, today: date) -> str:
    if on == today:
        return t("asked today")
    if on == today - timedelta(days=1):
        return t("asked yesterday")
    return t("asked on {date}", date=whole_date(t, on))


def _quoted(t: Text, message: str) -> str:
    return t("“{words}”", words=message)


def _openings(t: Text, openings: Sequence[Slot], portal: Portal) -> list[OpeningView]:
    return [_opening(t, slot, on_wall(slot.starts_at, portal.zone), portal) for slot in openings]


def _opening(t: Text, slot: Slot, starts: datetime, portal: Portal) -> OpeningView:
    return OpeningView(
        key=slot_key(slot, portal.zone),
        on=starts.date().isoformat(),
        day=t.short_day(starts.date()),
        time=t.clock(starts),
        centre=slot.centre_id,
    )
