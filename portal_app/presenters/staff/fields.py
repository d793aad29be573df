"""What a field's refusal says: what is wrong and what to do, beside the field (PR-1, UX-6)."""

from collections.abc import Callable, Mapping
from typing import Any

from portal_app.domain.problems import (
    AppointmentsOverlap,
    ChangedMeanwhile,
    FieldProblem,
    OverlapsOwnAppointment,
    StillInUse,
)
from portal_app.i18n import problems
from portal_app.i18n.text import Text

Sentence = Callable[[Text, Mapping[str, Any]], str]

_SENTENCES: dict[str, Sentence] = {
    "empty": lambda t, _: t("Fill this in."),
    "too_long": lambda t, f: t("At most {most} characters.", most=f["most"]),
    "too_small": lambda t, f: t("From {least} to {most}.", least=f["least"], most=f["most"]),
    "too_big": lambda t, f: t("From {least} to {most}.", least=f["least"], most=f["most"]),
    "unknown": lambda t, _: t("Choose one from the list."),
    "not_a_number": lambda t, _: t("Write a whole number."),
    "not_an_amount": lambda t, _: t("Write an amount, like 60 or 60.50."),
    "not_a_date": lambda t, _: t("Choose a date."),
    "not_a_time": lambda t, _: t("Write a time, like 9:30."),
    "no_patient": lambda t, _: t("Choose the patient."),
    "before_start": lambda t, _: t("It ends before it begins."),
    "before_first": lambda t, _: t("It ends before the first one."),
    "overlaps": lambda t, _: t("These hours overlap others of the same day."),
    "past": lambda t, _: t("That day is over."),
    "too_many": lambda t, f: t("At most {most}.", most=f["most"]),
    "two_ends": lambda t, _: t("Choose a last day or a number of sessions, not both."),
    "stays": lambda t, _: t("A place stays a place: make a new centre instead."),
    "beyond_horizon": lambda t, _: t("The notice reaches beyond the open times: nothing would be left to ask for."),
    "not_public": lambda t, _: t("That day is no public holiday."),
    "already": lambda t, _: t("That day is on the list already."),
    "too_many_days": lambda t, f: t("At most {most} days.", most=f["most"]),
    "never_falls": lambda t, _: t("So it falls on no day before its end."),
    "all_skipped": lambda t, _: t("Keep at least one date."),
    "calendars_rule": lambda t, _: t("It recurs by a calendar’s own rule: choose here how it recurs, or remove it."),
    "lacks": lambda t, f: t("Write {place} where it belongs: without it the patient cannot get in.", place=f["what"]),
    "no_email": lambda t, _: t("Write an e-mail address, like name@example.com."),
    "email_taken": lambda t, _: t("Somebody signs in with that address already."),
    "empty_set": lambda t, _: t("Choose at least one."),
    "not_offered": lambda t, _: t("Choose one of those that the portal offers."),
    "not_born_yet": lambda t, _: t("Write a date of the past, from 1900 on."),
    "no_phone": lambda t, _: t("Write a phone number, with its country’s prefix when it is not from Spain."),
}


def words(t: Text, problem: FieldProblem) -> str:
    """The sentence for a field's refusal."""
    sentence = _SENTENCES.get(problem.code)
    return sentence(t, problem.facts) if sentence else t("This cannot be so. Change it and save again.")


def saved_meanwhile(t: Text, by: str) -> str:
    """Somebody saved the same form while it was open here."""
    if by:
        return t("{name} has changed this meanwhile. Beside each field stands what is saved now.", name=by)
    return t("This was changed meanwhile. Beside each field stands what is saved now.")


def hours_saved_meanwhile(t: Text, by: str) -> str:
    """Somebody saved the same day's hours while they were edited here."""
    if by:
        return t("{name} has changed these hours meanwhile. Under the day stands what is saved now.", name=by)
    return t("These hours were changed meanwhile. Under the day stands what is saved now.")


def changed_meanwhile(t: Text, by: str) -> str:
    """Somebody was faster; what was typed is still there."""
    if by:
        return t(
            "{name} has changed this meanwhile. What you typed is still here: save again to put it in, or discard it.",
            name=by,
        )
    return t(
        "Somebody has changed this meanwhile. What you typed is still here: save again to put it in, or discard it."
    )


def trouble(t: Text, code: str, facts: Mapping[str, Any]) -> str:
    """Why a form as a whole was refused, as staff read it."""
    match code:
        case ChangedMeanwhile.code:
            return changed_meanwhile(t, str(facts.get("by") or ""))
        case StillInUse.code:
            return still_in_use(t, facts)
        case AppointmentsOverlap.code:
            return t(
                "There is another session at that time: somebody may have put it there just now. Nothing was changed."
            )
        case OverlapsOwnAppointment.code:
            return t("The patient has another session at that time. Nothing was changed.")
        case _:
            return problems.words(t, code, **facts)


def still_in_use(t: Text, facts: Mapping[str, Any]) -> str:
    """Why something cannot be retired yet, and what to do first."""
    if facts.get("last"):
        return t("It is the last one: the practice needs at least one.")
    said: list[str] = []
    if therapists := ", ".join(facts.get("therapists") or ()):
        said.append(t("{names} still have hours there: change them first.", names=therapists))
    if appointments := facts.get("appointments"):
        said.append(
            t.plural(
                "{n} session is booked there: move it first.",
                "{n} sessions are booked there: move them first.",
                appointments,
            )
        )
    if patients := facts.get("patients"):
        said.append(
            t.plural(
                "{n} patient has it as theirs: choose what they get instead.",
                "{n} patients have it as theirs: choose what they get instead.",
                patients,
            )
        )
    return " ".join(said) or t("This is still in use. First see to the patients and appointments that need it.")
