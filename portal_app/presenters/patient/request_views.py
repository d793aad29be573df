"""The requests page as it is drawn. What was answered says neither who nor why (WL-6)."""

from dataclasses import dataclass, field
from enum import StrEnum


class Look(StrEnum):
    """How a request is drawn, and what tests find it by."""

    PENDING = "pending"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PAST = "past"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request: its day on a tile, its time, where, and what became of it.

    `ways_on`: the next openings stand under it.
    """

    key: str
    weekday: str
    day: str
    month: str
    time: str
    words: str
    look: str
    message: str = ""
    ways_on: bool = False


@dataclass(frozen=True, slots=True)
class OpeningView:
    """A free time that leads to its day, chosen there."""

    key: str
    on: str
    day: str
    time: str
    centre: str


@dataclass(frozen=True, slots=True)
class ProposedView:
    """A time that can be taken in one tap, or was `taken`."""

    key: str
    day: str
    time: str
    taken: bool = False


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the practice said and what can be done about it: take one of its `times`, or decline them.

    `ways_on`: the next openings belong to it. `over`: the times are not to be had any more. Without words nothing was
    said.
    """

    words: str = ""
    more: str = ""
    decline_words: str = ""
    times: list[ProposedView] = field(default_factory=list)
    ways_on: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A request that the practice answered with other times, and what became of it while the page was open."""

    key: str
    answer: AnswerView
    look: str = Look.PROPOSED


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A request that waits, or waited when the page was opened: it keeps its words, and with them its size.

    `answer` is a no or the other times that came since; a yes needs no more than its look.
    """

    request: RequestView
    cancel_words: str
    answer_words: str
    answer: AnswerView


@dataclass(frozen=True, slots=True)
class RequestsView:
    """The page. `openings` are the next free times, for whoever got a no; `more`: there are earlier answers.

    Among `pending` and `proposed` are those that were answered while the page was open; `news` tells that there are
    such, `your_turn` that a proposal has no answer yet.
    """

    proposed: list[ProposalView] = field(default_factory=list)
    pending: list[WaitingView] = field(default_factory=list)
    answered: list[RequestView] = field(default_factory=list)
    openings: list[OpeningView] = field(default_factory=list)
    more: bool = False
    news: str = ""
    your_turn: bool = False
