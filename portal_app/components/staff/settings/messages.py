"""The message with the code, a wording per language and what the patient reads (AG-6)."""

import reflex as rx

from portal_app.components.staff.fields import LANGUAGES, form, save_foot, text_area
from portal_app.components.staff.settings.area import only_look
from portal_app.i18n.text import Text
from portal_app.presenters.staff.settings.messages import PreviewView
from portal_app.states.staff.settings.messages import MessagesState

STATE = MessagesState


def messages_form(t: Text) -> rx.Component:
    """The wordings."""
    return rx.el.section(
        rx.el.h2(t("The message with the code"), class_name="h3 first"),
        only_look(STATE.may_change, t("Only an administrator can change this.")),
        rx.el.p(
            t("It goes by WhatsApp, in the patient’s language. These are filled in for each patient:"),
            class_name="ink2",
        ),
        rx.el.ul(
            *(
                rx.el.li(rx.el.code(place), " ", meaning)
                for place, meaning in (
                    ("{name}", t("the first name")),
                    ("{practice}", t("the practice’s name")),
                    ("{link}", t("the portal’s address")),
                    ("{code}", t("the code")),
                )
            ),
            class_name="places ink2",
        ),
        form(
            STATE,
            rx.el.fieldset(
                *(text_area(STATE, f"body_{lang}", name, lang=lang, max_length=1_000) for lang, name in LANGUAGES),
                rx.el.p(t("Empty: our own words are used."), class_name="xs ink2"),
                save_foot(t, STATE),
                disabled=~STATE.may_change,
                class_name="plainset",
            ),
            on_submit=STATE.save,
        ),
        class_name="card",
    )


def previews_card(t: Text) -> rx.Component:
    """What patients read."""

    def bubble(one: rx.vars.ObjectVar[PreviewView]) -> rx.Component:
        return rx.el.li(one.words, lang=one.lang, class_name="bubble", key=one.lang)

    return rx.el.section(
        rx.el.h2(t("What your patients read"), class_name="h3 first"),
        rx.el.ul(rx.foreach(STATE.previews, bubble), class_name="promise", aria_live="polite"),
        class_name="card",
    )
