"""The first steps, worded (PR-1)."""

from dataclasses import dataclass

from portal_app.domain.guide import Step
from portal_app.i18n.text import Text
from portal_app.services.set_up.guide import Guide


@dataclass(frozen=True, slots=True)
class StepView:
    """A step: what it is about, where it is done (after `/staff/`), and whether it can be found right as it is."""

    key: str
    title: str
    line: str
    page: str
    done: bool
    confirmable: bool


def progress(t: Text, read: Guide | None) -> str:
    """«First steps: 2 of 5»; empty where there is no guide."""
    return t("First steps: {n} of {of}", n=read.done, of=len(read.steps)) if read else ""


def steps(t: Text, read: Guide | None) -> list[StepView]:
    """Each step in its order."""
    if read is None:
        return []
    return [
        StepView(step.value, *_words(t, step), done=done, confirmable=not done and step is not Step.PATIENT)
        for step, done in read.steps
    ]


def _words(t: Text, step: Step) -> tuple[str, str, str]:
    match step:
        case Step.PRACTICE:
            return (
                t("Your practice"),
                t("Name, telephone and WhatsApp: how patients reach you when the portal is not enough."),
                "settings",
            )
        case Step.CENTRE:
            return t("Where you work"), t("The address that patients read and their map finds."), "settings/centres"
        case Step.SERVICE:
            return t("What you offer"), t("How long a session is, what it costs and who may ask."), "settings/services"
        case Step.HOURS:
            return (
                t("When you work"),
                t("Your hours for each day. Patients see only what is really free."),
                "settings/hours",
            )
        case Step.PATIENT:
            return (
                t("Your first patient"),
                t("Make a file: the code is ready at once, to be sent by WhatsApp. Or bring in all of them."),
                "patients",
            )
