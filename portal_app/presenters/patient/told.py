"""What a toast says: what was done, or why it could not be."""

from collections.abc import Callable, Mapping

from portal_app.i18n import problems
from portal_app.i18n.text import Text

REQUEST_CANCELLED, REQUEST_WAITS_AGAIN, SESSION_CONFIRMED = "request_cancelled", "request_waits_again", "confirmed"

_DONE: dict[str, Callable[[Text], str]] = {
    REQUEST_CANCELLED: lambda t: t("Request cancelled"),
    REQUEST_WAITS_AGAIN: lambda t: t("The request is waiting again"),
    SESSION_CONFIRMED: lambda t: t("Session confirmed"),
}


def told(t: Text, code: str, facts: Mapping[str, object]) -> str:
    """The sentence for what was done, or for a problem's code and its facts."""
    done = _DONE.get(code)
    return done(t) if done else problems.words(t, code, **facts)
