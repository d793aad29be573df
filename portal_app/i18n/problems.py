"""What a refusal says: what happened and what to do next, in the person's language (UX-6)."""

from portal_app.i18n.text import Text


def words(t: Text, code: str, **facts: object) -> str:
    """The sentence for a problem's code. One without a sentence of its own says that nothing was changed."""
    match code:
        case "slot_taken":
            return t("That time has just been taken. These times are still open.")
        case "slot_not_offered":
            return t("That time is no longer offered. Choose another one.")
        case "already_asked":
            return t("You have already asked for this time. It is waiting for an answer.")
        case "overlaps_own_appointment":
            return t("You already have a session at that time.")
        case "too_many_pending":
            return t("You have {most} requests waiting. Cancel one to ask for another time.", most=facts.get("most", ""))
        case "message_too_long":
            return t("The message is too long: {most} characters at most.", most=facts.get("most", ""))
        case "asking_is_closed":
            return t("Requests are closed for now. Write to your practice to find a time.")
        case "request_not_pending":
            return t("This request has been answered or cancelled meanwhile.")
        case "appointments_overlap":
            return t("Somebody has just put another session at that time. Nothing was changed.")
        case "undo_too_late":
            return t("It is too late to undo this.")
        case "not_allowed":
            return t("Your role does not allow this. Ask an administrator of the practice.")
        case "not_yours":
            return t("This is not there any more.")
        case "busy":
            return t("The system is busy. Nothing was changed: try again in a moment.")
        case _:
            return t("It could not be done. Nothing was changed: try again in a moment.")
