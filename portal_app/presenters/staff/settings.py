"""The settings page: the practice's data as it is."""

from dataclasses import dataclass, field
from datetime import timedelta

from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.patient_file import FactView
from portal_app.services.practice import PracticeFacts


@dataclass(frozen=True, slots=True)
class SettingsView:
    """Lists of names and what they say."""

    practice: list[FactView] = field(default_factory=list)
    centres: list[FactView] = field(default_factory=list)
    services: list[FactView] = field(default_factory=list)


def settings(t: Text, read: PracticeFacts) -> SettingsView:
    """The practice, its centres and its services."""
    return SettingsView(
        practice=[
            FactView(t("Name"), read.name),
            FactView(t("Phone"), words.phone(read.phone)),
            FactView("WhatsApp", words.phone(read.whatsapp)),
            FactView(t("Time zone"), read.zone.replace("_", " ")),
            FactView(t("Least notice for a request"), t("{n} h", n=read.notice_hours)),
            FactView(t("Open times up to"), t.plural("{n} day ahead", "{n} days ahead", read.horizon_days)),
            FactView(t("Most pending requests per patient"), str(read.most_pending)),
        ],
        centres=[FactView(one.name, t("Video call") if one.online else one.address) for one in read.centres],
        services=[
            FactView(
                words.service(t, one.names),
                f"{words.length(t, timedelta(minutes=one.length_minutes))} · {t.money(one.price_cents, one.currency)}",
            )
            for one in read.services
        ],
    )
