"""What one step of a door leaves for the next, in a sealed cookie: nothing of it is ever in an address (ID-4)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from portal_app import clock
from portal_app.api import cookies
from portal_app.domain.problems import Problem

INSIDE = "inside"
"""The step of a page behind the door: nothing of the door's own."""
TELLS_FOR = timedelta(minutes=5)
"""How long a refusal is still news when the page is opened again."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Which step comes, for what was typed, and what was refused last. `wait` is an ISO instant or empty."""

    step: str = ""
    code: str = ""
    typed: str = ""
    accepted: str = ""
    confirmed: str = ""
    email: str = ""
    proof: str = ""
    said: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    wait: str = ""
    at: str = ""

    def refused(self, problem: Problem) -> "Notes":
        """The same step, with what was refused."""
        until = problem.facts.get("until")
        facts = {name: str(value) for name, value in problem.facts.items() if name in {"left", "reason", "least"}}
        return replace(
            self,
            said=problem.code,
            facts=tuple(facts.items()),
            wait=until.isoformat() if isinstance(until, datetime) else "",
            at=clock.now().isoformat(),
        )

    @property
    def news(self) -> str:
        """The code of a refusal that is still news."""
        return self.said if self.said and clock.now() - datetime.fromisoformat(self.at) < TELLS_FOR else ""

    @property
    def waits_until(self) -> datetime | None:
        """When a wait that no counter of a code tells of is over."""
        until = datetime.fromisoformat(self.wait) if self.wait else None
        return until if until is not None and until > clock.now() else None


def read(request: Request) -> Notes:
    """What the step before left; nothing when there was none."""
    kept: Mapping[str, Any] = cookies.read_door(request.cookies)
    try:
        notes = Notes(**kept)
        return replace(notes, facts=tuple((str(name), str(value)) for name, value in notes.facts))
    except (TypeError, ValueError):
        return Notes()


def leave(response: Response, notes: Notes) -> None:
    """Leave this for the next step."""
    cookies.put_door(response, {name: value for name, value in asdict(notes).items() if value})
