"""What happened at patients' doors, worded for the inbox (ID-12)."""

from dataclasses import dataclass

from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.door_news import Doors


@dataclass(frozen=True, slots=True)
class DoorNewsView:
    """A line; `blocked` calls for somebody, the other only tells."""

    patient_id: str
    initials: str
    name: str
    what: str
    blocked: bool


def door_news(t: Text, read: Doors) -> list[DoorNewsView]:
    """The lines, those that call for somebody first."""
    return [
        DoorNewsView(
            patient_id=one.patient_id,
            initials=words.initials(one.name),
            name=one.name,
            what=(
                t("Too many wrong PINs: blocked, {when}", when=words.when(t, one.at, now=read.now, zone=read.zone))
                if one.blocked
                else t("Entered for the first time, {when}", when=words.when(t, one.at, now=read.now, zone=read.zone))
            ),
            blocked=one.blocked,
        )
        for one in read.news
    ]
