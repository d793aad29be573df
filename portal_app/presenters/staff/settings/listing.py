"""Services, centres and the team, a line each, and as their forms hold them (PR-1)."""

from dataclasses import dataclass
from datetime import timedelta

from models.vocabulary import CentreKind, Locale, Role
from portal_app.domain.set_up import MemberDraft
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.settings import regions
from portal_app.services.set_up.centres import CentreSet
from portal_app.services.set_up.services_offered import ServiceOffered
from portal_app.services.set_up.team import Member

ON = "on"
USUAL_MINUTES = "50"


@dataclass(frozen=True, slots=True)
class RowView:
    """A line of the list. `hue` is the colour in the agenda, empty for the practice's own."""

    key: str
    title: str
    detail: str
    note: str
    active: bool
    hue: str = ""


def service_row(t: Text, one: ServiceOffered) -> RowView:
    """A service: its name, length with buffers, price and how much it is used."""
    draft = one.draft
    length = words.length(t, timedelta(minutes=draft.length_minutes))
    around = [
        t("{n} min before", n=draft.before_minutes) if draft.before_minutes else "",
        t("{n} min after", n=draft.after_minutes) if draft.after_minutes else "",
    ]
    free = " + ".join(part for part in around if part)
    price = t.money(draft.price_cents, one.currency) if draft.price_cents else ""
    notes = [
        "" if draft.patients_may_ask else t("Patients cannot ask for it"),
        t.plural("{n} patient", "{n} patients", one.patients) if one.patients else "",
        t.plural("{n} session ahead", "{n} sessions ahead", one.to_come) if one.to_come else "",
    ]
    return RowView(
        key=one.service_id,
        title=words.service(t, draft.names),
        detail=" · ".join(part for part in (length, free, price) if part),
        note=" · ".join(part for part in notes if part),
        active=one.active,
        hue="" if draft.hue is None else str(draft.hue),
    )


def service_form(one: ServiceOffered | None) -> dict[str, str]:
    """A service as its form holds it; a new one is fifty minutes long, and patients may ask for it."""
    if one is None:
        empty = dict.fromkeys((f"name_{locale.value}" for locale in Locale), "")
        return {
            **empty,
            "length_minutes": USUAL_MINUTES,
            "before_minutes": "0",
            "after_minutes": "0",
            "price_cents": "",
            "hue": "",
            "patients_may_ask": ON,
        }
    draft = one.draft
    whole, cents = divmod(draft.price_cents, 100)
    return {
        **{f"name_{locale.value}": draft.names.get(locale.value, "") for locale in Locale},
        "length_minutes": str(draft.length_minutes),
        "before_minutes": str(draft.before_minutes),
        "after_minutes": str(draft.after_minutes),
        "price_cents": f"{whole},{cents:02}" if cents else str(whole),
        "hue": "" if draft.hue is None else str(draft.hue),
        "patients_may_ask": ON if draft.patients_may_ask else "",
    }


def retire_service(t: Text, one: ServiceOffered) -> str:
    """What retiring it means, before it is done."""
    return t("It is no longer offered. What is booked stays as it is.") + _needed(t, one.patients)


def _needed(t: Text, patients: int) -> str:
    if not patients:
        return ""
    return " " + t.plural(
        "{n} patient has it as theirs: choose which one they get instead.",
        "{n} patients have it as theirs: choose which one they get instead.",
        patients,
    )


def centre_row(t: Text, one: CentreSet) -> RowView:
    """A centre: its name, address or video call, whose holidays it keeps and who works there."""
    draft = one.draft
    notes = [
        ", ".join(one.therapists),
        t.plural("{n} session ahead", "{n} sessions ahead", one.to_come) if one.to_come else "",
    ]
    where = t("Video call") if draft.kind is CentreKind.ONLINE else draft.address
    kept = t("Holidays: {region}", region=regions.region(t, draft.region)) if draft.region else ""
    return RowView(
        key=one.centre_id,
        title=draft.name,
        detail=" · ".join(part for part in (where, kept) if part),
        note=" · ".join(part for part in notes if part),
        active=one.active,
    )


def centre_form(one: CentreSet | None) -> dict[str, str]:
    """A centre as its form holds it; a new one is a place."""
    if one is None:
        return {"kind": CentreKind.PLACE.value, "name": "", "address": "", "region": ""}
    return {
        "kind": one.draft.kind.value,
        "name": one.draft.name,
        "address": one.draft.address,
        "region": one.draft.region,
    }


def retire_centre(t: Text, one: CentreSet) -> str:
    """What closing it means, before it is done."""
    return t("It closes once nobody works there and nothing is booked there.") + _needed(t, one.patients)


def member_row(t: Text, one: Member) -> RowView:
    """Somebody of the team: role, address, what they have to do here, and whether they got in yet."""
    draft = one.draft
    if not one.active or one.has_password:
        way_in = ""
    elif one.invited_until is not None:
        way_in = t("Has a first password and has not entered yet")
    else:
        way_in = t("Cannot enter yet: give a first password")
    notes = [
        t("This is you") if one.oneself else "",
        t("Holds an agenda") if draft.holds_agenda and draft.role is Role.ADMIN else "",
        t.plural("{n} patient", "{n} patients", one.patients) if one.patients else "",
        t.plural("{n} session ahead", "{n} sessions ahead", one.to_come) if one.to_come else "",
        way_in,
    ]
    return RowView(
        key=one.staff_id,
        title=draft.name,
        detail=" · ".join(part for part in (words.role(t, draft.role), draft.email) if part),
        note=" · ".join(part for part in notes if part),
        active=one.active,
    )


def member_form(one: Member | None) -> dict[str, str]:
    """Somebody as the form holds them; a new one is a therapist."""
    draft = one.draft if one else MemberDraft("", "", Role.THERAPIST)
    return {
        "name": draft.name,
        "email": draft.email,
        "role": draft.role.value,
        "holds_agenda": ON if draft.holds_agenda else "",
        "licence": draft.licence,
        "whatsapp": words.phone(draft.whatsapp),
        "locale": draft.locale.value,
    }


def retire_member(t: Text, one: Member) -> str:
    """What it means that somebody leaves, before it is done."""
    said = t("Their pages close at once, and they cannot enter any more. What they did stays in the trail.")
    if one.patients:
        said += " " + t.plural(
            "{n} patient is theirs: choose who sees them from now on.",
            "{n} patients are theirs: choose who sees them from now on.",
            one.patients,
        )
    return said
