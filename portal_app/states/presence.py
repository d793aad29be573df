"""What every page has: where to go when the session ended, and the last failure nobody foresaw."""

import logging
import secrets

import reflex as rx

from portal_app.domain.problems import Problem, SignedOut
from portal_app.i18n import problems
from portal_app.states import connections
from portal_app.states.gate import anyone_event, one_of, words
from portal_app.states.guard import Guard

log = logging.getLogger("espai.failure")


class Presence(Guard, rx.State):
    """The page's standing. Its handlers touch nothing but the page that sends them."""

    leave_to: str = ""
    failure: str = ""

    @anyone_event(door=one_of("patient", "staff", "everywhere"))
    async def leave(self, door: str) -> None:
        """Send the page to its door; one that is gone already left nothing behind that would send away the next.

        Who left everywhere by their own hand is not told that their page has ended: the address ends in a `?`.
        """
        if not connections.is_open(self.router.session.session_id):
            return
        self.leave_to = f"/{self._t().locale.value}/" + {"staff": "staff", "everywhere": "?"}.get(door, "")

    @anyone_event(code=words(40), reference=words(16))
    async def fail(self, code: str, reference: str) -> None:
        """Say that something could not be done, with a reference to find it by in the logs."""
        t = self._t()
        self.failure = problems.words(t, code) + (f" ({reference})" if reference else "")

    @anyone_event()
    async def dismiss(self) -> None:
        """Put the failure away."""
        self.failure = ""


def on_failure(exception: Exception) -> rx.event.EventSpec:
    """What a page does about an exception its handler did not catch: never a trace (UX-6)."""
    match exception:
        case SignedOut():
            own_hand = "everywhere" if exception.facts.get("everywhere") else "patient"
            return Presence.leave("staff" if exception.facts.get("staff") else own_hand)
        case Problem():
            return Presence.fail(exception.code, "")
        case _:
            reference = secrets.token_hex(4)
            log.error("Unforeseen failure %s", reference, exc_info=exception)
            return Presence.fail("failure", reference)
