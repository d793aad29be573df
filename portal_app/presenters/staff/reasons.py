"""What stands against a time, in words (AV-9, AV-10)."""

from collections.abc import Iterable

from portal_app.domain.availability import Reason
from portal_app.i18n.text import Text


def reason(t: Text, why: Reason) -> str:
    """Why a stretch is closed, or that it is open."""
    return {
        Reason.OPEN: t("Open"),
        Reason.APPOINTMENT: t("Session"),
        Reason.HOLIDAY: t("Public holiday"),
        Reason.HOURS: t("Outside the working hours"),
        Reason.TIME_OFF: t("Time off"),
        Reason.BUFFER: t("Kept free around a session"),
        Reason.PAST: t("It is over"),
        Reason.NOTICE: t("Inside the least notice"),
        Reason.HORIZON: t("Farther than patients see"),
        Reason.TOO_SHORT: t("Too short for this service"),
    }[why]


def reasons(t: Text, all_of_them: Iterable[Reason]) -> list[str]:
    """Each in words."""
    return [reason(t, why) for why in all_of_them]
