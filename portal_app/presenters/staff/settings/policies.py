"""The practice's own choices, and the words that patients read because of them (PR-1, AV-1, AV-6)."""

from dataclasses import dataclass
from datetime import timedelta

from models.vocabulary import Locale, WhoMayAsk
from portal_app.domain.set_up import Policies
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.set_up.therapists import TherapistSet

ON = "on"
DAY_HOURS = 24


@dataclass(frozen=True, slots=True)
class TherapistRow:
    """Somebody with an agenda, and whether patients see it."""

    staff_id: str
    name: str
    visible: bool


def general_form(policies: Policies) -> dict[str, str]:
    """The practice's data as its form holds them."""
    return {
        "name": policies.name,
        "phone": words.phone(policies.phone),
        "whatsapp": words.phone(policies.whatsapp),
        "timezone": policies.timezone,
        "region": policies.region,
        "locale": policies.locale.value,
        **{f"language_{locale.value}": ON if locale in policies.languages else "" for locale in Locale},
    }


def policies_form(policies: Policies) -> dict[str, str]:
    """The policies as their form holds them."""
    return {
        "interval_minutes": str(policies.interval_minutes),
        "notice_hours": str(policies.notice_hours),
        "horizon_days": str(policies.horizon_days),
        "most_pending": str(policies.most_pending),
        "who_may_ask": policies.who_may_ask.value,
        "no_show_uses_pack": ON if policies.no_show_uses_pack else "",
        "therapists_see_all": ON if policies.therapists_see_all else "",
        "code_lapses_days": str(policies.code_lapses_days),
        "asks_birth_date": ON if policies.asks_birth_date else "",
    }


def therapist_rows(listed: list[TherapistSet]) -> list[TherapistRow]:
    """The therapists, by name."""
    return [TherapistRow(one.staff_id, one.name, one.visible_to_patients) for one in listed]


def promise(t: Text, form: dict[str, str]) -> list[str]:
    """What patients may do under these policies, in the words they are told; what cannot be read is left out."""
    who = form.get("who_may_ask", "")
    if who == WhoMayAsk.NOBODY:
        return [t("Times cannot be asked for in the portal: patients write to the practice.")]
    said = [t("Only patients whose file allows it see open times.")] if who == WhoMayAsk.CONSENTED else []
    notice, horizon = _number(form, "notice_hours"), _number(form, "horizon_days")
    interval, most = _number(form, "interval_minutes"), _number(form, "most_pending")
    if notice is not None:
        said.append(
            t("You can ask for a time up to {ahead} before it.", ahead=_ahead(t, notice))
            if notice
            else t("You can ask for a time until it begins.")
        )
    if horizon:
        said.append(t.plural("You see open times {n} day ahead.", "You see open times {n} days ahead.", horizon))
    if interval:
        said.append(t("Open times come every {length}.", length=words.length(t, timedelta(minutes=interval))))
    if most:
        said.append(
            t.plural(
                "You can have {n} request waiting at a time.", "You can have {n} requests waiting at a time.", most
            )
        )
    return said


def _ahead(t: Text, hours: int) -> str:
    """12 h, 2 days."""
    if hours and hours % DAY_HOURS == 0:
        return t.plural("{n} day", "{n} days", hours // DAY_HOURS)
    return t("{n} h", n=hours)


def _number(form: dict[str, str], name: str) -> int | None:
    written = form.get(name, "").strip()
    return int(written) if written.isdecimal() else None
