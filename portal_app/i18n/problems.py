"""What a refusal says: what happened and what to do next, in the person's language (UX-6)."""

from collections.abc import Callable, Mapping
from typing import Any

from portal_app.i18n.text import Text

Sentence = Callable[[Text, Mapping[str, Any]], str]

_SENTENCES: dict[str, Sentence] = {
    "slot_taken": lambda t, _: t("That time has just been taken. These times are still open."),
    "slot_not_offered": lambda t, _: t("That time is no longer offered. Choose another one."),
    "already_asked": lambda t, _: t("You have already asked for this time. It is waiting for an answer."),
    "overlaps_own_appointment": lambda t, _: t("You already have a session at that time."),
    "too_many_pending": lambda t, f: t.plural(
        "You have {n} request waiting. Cancel it to ask for another time.",
        "You have {n} requests waiting. Cancel one to ask for another time.",
        int(f.get("most", 2)),
    ),
    "message_too_long": lambda t, f: t("The message is too long: {most} characters at most.", most=f.get("most", "")),
    "asking_is_closed": lambda t, _: t("Requests are closed for now. Write to your practice to find a time."),
    "bad_proposal": lambda t, f: t(
        "Propose one to {most} times that are to come, other than the one asked for.", most=f.get("most", "")
    ),
    "request_not_pending": lambda t, _: t("This request has been answered or cancelled meanwhile."),
    "appointments_overlap": lambda t, _: t("Somebody has just put another session at that time. Nothing was changed."),
    "appointment_not_confirmed": lambda t, _: t(
        "This session was cancelled or marked already, or has not begun yet. Nothing was changed."
    ),
    "appointment_too_long": lambda t, _: t("A session cannot last longer than a day. Enter it as time off."),
    "undo_too_late": lambda t, _: t("It is too late to undo this."),
    "not_allowed": lambda t, _: t("Your role does not allow this. Ask an administrator of the practice."),
    "not_yours": lambda t, _: t("This is not there any more."),
    "nothing_to_book_yet": lambda t, _: t(
        "The practice needs a service, a centre and somebody with an agenda before anything can be imported."
    ),
    "file_too_big": lambda t, f: t("The file is too big: {value} at most.", value=f"{f.get('most', '')} MB"),
    "import_undone": lambda t, _: t("This import was undone already. Nothing was changed."),
    "password_too_short": lambda t, f: t(
        "The password is too short: {least} characters at least.", least=f.get("least", "")
    ),
    "password_unchanged": lambda t, _: t("That is the password you have now. Choose another one."),
    "password_too_common": lambda t, _: t(
        "That password is one of the first a stranger would try. Choose another one."
    ),
    "passwords_differ": lambda t, _: t("The two passwords are different. Write them again."),
    "last_admin": lambda t, _: t("The practice needs an administrator: make somebody else one first."),
    "needs_override": lambda t, _: t("Something stands against this time. Look at it, then decide knowingly."),
    "series_overlaps": lambda t, _: t("Some of these times are taken. Skip them or choose another time."),
    "changed_meanwhile": lambda t, _: t(
        "Somebody else has just changed this. Look at it as it is now, then try again."
    ),
    "still_in_use": lambda t, _: t("This is still in use. First see to the patients and appointments that need it."),
    "looks_like_another": lambda t, _: t("A patient with that phone or that name has a file already."),
    "patient_discharged": lambda t, _: t("This patient is discharged. Take them up again first."),
    "pack_closed": lambda t, _: t("This pack is closed. Open it again to change it."),
    "appointments_covered": lambda t, _: t("There are appointments in that time. Say what becomes of each."),
    "bad_fields": lambda t, _: t("Some fields need another look. Nothing was saved."),
    "practice_exists": lambda t, _: t("This installation has its practice already. Nothing was changed."),
    "birth_date_unreadable": lambda t, _: t(
        "That is no date. Write day, month and year in numbers, such as 23 4 1987."
    ),
    "birth_date_needed": lambda t, _: t("Write your date of birth first."),
    "crowded": lambda t, _: t("Too many wrong tries reach this door from outside. Try again in a minute."),
    "busy": lambda t, _: t("The system is busy. Nothing was changed: try again in a moment."),
}


def words(t: Text, code: str, **facts: object) -> str:
    """The sentence for a problem's code. One without a sentence of its own says that nothing was changed."""
    sentence = _SENTENCES.get(code)
    if sentence is None:
        return t("It could not be done. Nothing was changed: try again in a moment.")
    return sentence(t, facts)
