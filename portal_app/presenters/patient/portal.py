"""What is around every page of a patient's: whose practice, who, and the way to write to the therapist."""

from dataclasses import dataclass

from portal_app.services.own_rows import Portal

WHATSAPP = "https://wa.me/"


@dataclass(frozen=True, slots=True)
class PortalView:
    """`whatsapp` is empty where there is no number to write to; `languages` are the codes of those to choose from.

    `proposed` counts the requests that were answered with other times, which the patient takes or declines;
    `zone` is the practice's, whose times all times are.
    """

    practice: str = ""
    name: str = ""
    initials: str = ""
    therapist: str = ""
    whatsapp: str = ""
    languages: str = "es ca en"
    proposed: int = 0
    zone: str = ""


def portal_view(portal: Portal) -> PortalView:
    """The frame's words: they are names, the same in every language."""
    digits = "".join(filter(str.isdigit, portal.whatsapp))
    return PortalView(
        practice=portal.practice,
        name=portal.patient,
        initials=initials(portal.patient),
        therapist=portal.therapist,
        whatsapp=WHATSAPP + digits if digits else "",
        languages=" ".join(portal.languages),
        proposed=portal.proposed,
        zone=portal.zone.key,
    )


def initials(name: str) -> str:
    """Laura Campos Vila: LC."""
    return "".join(part[0] for part in name.split()[:2]).upper()
