"""The inbox: what waits for an answer, groups first, then the longest wait (AG-4, WL-5)."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from babel.lists import format_list

from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.interest import Inbox, InterestGroup

MOST_FACES = 3


@dataclass(frozen=True, slots=True)
class InboxItemView:
    """A request, or a group to choose from: then `single` is false."""

    request_id: str
    therapist_id: str
    on: str
    phrase: str
    weekday: str
    number: str
    title: str
    detail: str
    name: str
    label: str
    single: bool
    faces: list[str] = field(default_factory=list)


def inbox(t: Text, read: Inbox, *, several_therapists: bool) -> list[InboxItemView]:
    """One line for each group; the therapist is named where there are several."""
    zone = ZoneInfo(read.zone)
    return [_item(t, group, read=read, zone=zone, named=several_therapists) for group in read.groups]


def _item(t: Text, group: InterestGroup, *, read: Inbox, zone: ZoneInfo, named: bool) -> InboxItemView:
    starts, ends = group.starts_at.astimezone(zone), group.ends_at.astimezone(zone)
    longest = group.interested[0]
    single = len(group.interested) == 1
    names = list(dict.fromkeys(one.name for one in group.interested))
    if single:
        who = longest.name
        asked = t("asked {when}", when=words.when(t, longest.since, now=read.now, zone=zone))
        details = [words.place(t, longest.centre, online=longest.online), asked]
        if longest.message:
            details = [words.quoted(t, longest.message)]
    else:
        who = t.plural("{n} patient interested", "{n} patients interested", group.count)
        details = [format_list(names, locale=t.babel)]
    if named:
        details.append(t("with {therapist}", therapist=group.therapist))
    title = f"{words.span(t, starts, ends)} · {who}"
    return InboxItemView(
        request_id=longest.request_id,
        therapist_id=group.therapist_id,
        on=starts.date().isoformat(),
        phrase=words.asked_for(t, longest.name, longest.starts_at.astimezone(zone)),
        weekday=t.weekday(starts.date(), "abbreviated"),
        number=str(starts.day),
        title=title,
        detail=" · ".join(details),
        name=longest.name,
        label=f"{words.capital(t.day(starts.date()))}, {title}",
        single=single,
        faces=[words.initials(name) for name in names[:MOST_FACES]] if not single else [],
    )
