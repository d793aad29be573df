"""What is around every staff page."""

from dataclasses import dataclass

from models.vocabulary import Role
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.services.practice import Surroundings


@dataclass(frozen=True, slots=True)
class SurroundingsView:
    """`waiting` is empty when nothing waits; `activity`: the trail is there for this person."""

    practice: str = ""
    name: str = ""
    initials: str = ""
    detail: str = ""
    waiting: str = ""
    activity: bool = False


def surroundings(t: Text, read: Surroundings) -> SurroundingsView:
    """The practice's name, who is signed in, and the number at the inbox."""
    return SurroundingsView(
        practice=read.practice,
        name=read.name,
        initials=words.initials(read.name),
        detail=t("Lic. {number}", number=read.licence) if read.licence else words.role(t, read.role),
        waiting=str(read.waiting) if read.waiting else "",
        activity=read.role is not Role.SCHEDULER,
    )
