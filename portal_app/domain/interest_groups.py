"""Who is interested in the same stretch of an agenda (WL-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Interest:
    """A pending request, as far as grouping goes."""

    request_id: str
    patient_id: str
    therapist_id: str
    starts_at: datetime
    ends_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class InterestGroup:
    """Requests that overlap one another, the span they cover, and how many patients they are; longest wait first."""

    therapist_id: str
    starts_at: datetime
    ends_at: datetime
    count: int
    requests: tuple[Interest, ...]


def interest_groups(pending: Iterable[Interest]) -> list[InterestGroup]:
    """All pending requests that overlap one another at one therapist, also by way of a third, make one group (WL-2)."""
    found: list[list[Interest]] = []
    ends_at: datetime | None = None
    for interest in sorted(pending, key=lambda one: (one.therapist_id, one.starts_at, one.ends_at)):
        joins = bool(found) and found[-1][0].therapist_id == interest.therapist_id
        if joins and ends_at is not None and interest.starts_at < ends_at:
            found[-1].append(interest)
            ends_at = max(ends_at, interest.ends_at)
        else:
            found.append([interest])
            ends_at = interest.ends_at
    return [_group(together) for together in found]


def _group(together: list[Interest]) -> InterestGroup:
    return InterestGroup(
        therapist_id=together[0].therapist_id,
        starts_at=min(one.starts_at for one in together),
        ends_at=max(one.ends_at for one in together),
        count=len({one.patient_id for one in together}),
        requests=tuple(sorted(together, key=lambda one: (one.created_at, one.request_id))),
    )
