"""The inbox: what waits for an answer, and what it is good to know of (AG-4, WL-5, PK-2)."""

from dataclasses import dataclass, field

from babel.lists import format_list

from models.vocabulary import RequestStatus
from portal_app.domain.problems import Problem, RequestNotPending
from portal_app.domain.waiting import passes_soon
from portal_app.i18n import problems
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.agenda import Option
from portal_app.services.inbox import AnsweredLater, Inbox, LastSession
from portal_app.services.interest import InterestGroup

MOST_FACES = 3
PAGE = 25


@dataclass(frozen=True, slots=True)
class InboxItemView:
    """A request, or a group to choose from: then `single` is false. `soon` says when it passes, where that is near."""

    request_id: str
    therapist_id: str
    phrase: str
    weekday: str
    number: str
    title: str
    detail: str
    label: str
    soon: str
    single: bool
    faces: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NoteView:
    """Something to know of about a patient; `phone` is empty where nobody needs to be called."""

    key: str
    patient_id: str
    initials: str
    name: str
    what: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is of each kind, as its tab says it; empty for none."""

    everything: str = ""
    requests: str = ""
    doors: str = ""
    packs: str = ""


def items(t: Text, read: Inbox, *, page: int) -> list[InboxItemView]:
    """A page of lines, one for each group; the therapist is named where there are several."""
    named = len(read.therapists) > 1
    return [_item(t, group, read=read, named=named) for group in read.groups[page * PAGE : (page + 1) * PAGE]]


def phrases(t: Text, read: Inbox, *, page: int) -> dict[str, str]:
    """Who asked for which time, of every request that the page shows."""
    return {
        one.request_id: words.asked_for(t, one.name, one.starts_at.astimezone(read.zone))
        for group in read.groups[page * PAGE : (page + 1) * PAGE]
        for one in group.interested
    }


def pages(read: Inbox) -> int:
    """How many pages there are, one at least."""
    return max(1, -(-len(read.groups) // PAGE))


def which(t: Text, read: Inbox, *, page: int) -> str:
    """Which of them are shown: «26 – 50 of 300». Empty where one page holds all."""
    if pages(read) == 1:
        return ""
    first = page * PAGE + 1
    return t("{first} – {last} of {n}", first=first, last=min(first + PAGE - 1, len(read.groups)), n=len(read.groups))


def summary(t: Text, read: Inbox) -> str:
    """Since when the longest wait lasts (WL-5)."""
    if read.oldest is None:
        return ""
    return t("The longest wait: {when}", when=words.when(t, read.oldest, now=read.now, zone=read.zone))


def counts(read: Inbox, doors: int) -> Counts:
    """The numbers of the tabs."""
    numbers = (len(read.groups) + doors + len(read.last_sessions), len(read.groups), doors, len(read.last_sessions))
    return Counts(*(str(number or "") for number in numbers))


def therapists(t: Text, read: Inbox) -> list[Option]:
    """Whose requests one can narrow it down to, where there are several."""
    if len(read.therapists) < 2:
        return []
    return [Option("", t("All therapists")), *(Option(one.staff_id, one.name) for one in read.therapists)]


def proposed(t: Text, read: Inbox) -> list[NoteView]:
    """What waits for the patients."""
    found = []
    for one in read.proposed:
        when = words.coming(t, one.starts_at, now=read.now, zone=read.zone)
        what = t.plural(
            "Asked for {when}. {n} other time proposed.",
            "Asked for {when}. {n} other times proposed.",
            one.proposed,
            when=when,
        )
        found.append(_note(one, what))
    return found


def unanswered(t: Text, read: Inbox) -> list[NoteView]:
    """What nobody answered in time."""
    return [
        _note(
            one,
            t(
                "Wanted {when}, and nobody answered.",
                when=words.coming(t, one.starts_at, now=read.now, zone=read.zone),
            ),
        )
        for one in read.unanswered
    ]


def last_sessions(t: Text, read: Inbox) -> list[NoteView]:
    """Whose packs end."""
    return [_last(t, one) for one in read.last_sessions]


def refusal(t: Text, problem: Problem) -> str:
    """Why it could not be done; the second of two who decide reads who was first and what they did."""
    if not isinstance(problem, RequestNotPending) or "status" not in problem.facts:
        return problems.words(t, problem.code, **problem.facts)
    by = str(problem.facts.get("by") or "")
    match problem.facts["status"]:
        case RequestStatus.ACCEPTED if by:
            return t("{name} has accepted it meanwhile.", name=by)
        case RequestStatus.REJECTED if by:
            return t("{name} has answered it meanwhile.", name=by)
        case RequestStatus.PROPOSED:
            return t("Other times have been proposed meanwhile.")
        case RequestStatus.CANCELLED:
            return t("The patient has taken it back meanwhile.")
        case _:
            return problems.words(t, problem.code)


def _note(one: AnsweredLater, what: str) -> NoteView:
    return NoteView(one.request_id, one.patient_id, words.initials(one.name), one.name, what, one.phone)


def _last(t: Text, one: LastSession) -> NoteView:
    what = t("1 of {total} sessions left", total=one.total)
    return NoteView(one.patient_id, one.patient_id, words.initials(one.name), one.name, what)


def _item(t: Text, group: InterestGroup, *, read: Inbox, named: bool) -> InboxItemView:
    zone = read.zone
    starts, ends = group.starts_at.astimezone(zone), group.ends_at.astimezone(zone)
    longest = group.interested[0]
    single = len(group.interested) == 1
    names = list(dict.fromkeys(one.name for one in group.interested))
    asked = t("asked {when}", when=words.when(t, longest.since, now=read.now, zone=zone))
    if single:
        who = longest.name
        said = (
            words.quoted(t, longest.message)
            if longest.message
            else words.place(t, longest.centre, online=longest.online)
        )
        details = [said, asked]
    else:
        who = t.plural("{n} patient interested", "{n} patients interested", group.count)
        details = [format_list(names, locale=t.babel), asked]
    if named:
        details.append(t("with {therapist}", therapist=group.therapist))
    title = f"{words.span(t, starts, ends)} · {who}"
    coming = words.coming(t, group.starts_at, now=read.now, zone=zone)
    return InboxItemView(
        request_id=longest.request_id,
        therapist_id=group.therapist_id,
        phrase=words.asked_for(t, longest.name, longest.starts_at.astimezone(zone)),
        weekday=t.weekday(starts.date(), "abbreviated"),
        number=str(starts.day),
        title=title,
        detail=" · ".join(details),
        label=f"{words.capital(t.day(starts.date()))}, {title}",
        soon=t("Passes {when}", when=coming) if passes_soon(group.starts_at, read.now) else "",
        single=single,
        faces=[words.initials(name) for name in names[:MOST_FACES]] if not single else [],
    )
