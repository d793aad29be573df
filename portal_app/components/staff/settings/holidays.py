"""The holidays of a year (AV-2)."""

import reflex as rx

from portal_app.components.icons import icon
from portal_app.components.staff.fields import form, select_field, side_panel, text_field, trouble
from portal_app.components.staff.settings.area import only_look
from portal_app.components.staff.settings.deciding import deciding_panel
from portal_app.i18n.text import Text
from portal_app.presenters.staff.settings.holidays import HolidayView
from portal_app.states.staff.settings.holidays import HolidaysState

STATE = HolidaysState


def year_and_new(t: Text) -> rx.Component:
    """Which year, and the way to add a day."""
    return rx.fragment(
        rx.el.div(
            rx.el.button(
                icon("chevron-left", size="18px"),
                type="button",
                aria_label=t("Year before"),
                on_click=STATE.step(-1),
                class_name="iconbtn sicon",
            ),
            rx.el.b(STATE.year, class_name="num", role="status"),
            rx.el.button(
                icon("chevron-right", size="18px"),
                type="button",
                aria_label=t("Year after"),
                on_click=STATE.step(1),
                class_name="iconbtn sicon",
            ),
            class_name="steps steps--year",
        ),
        rx.cond(
            STATE.may_change,
            rx.el.button(
                icon("plus"),
                t("Add a holiday"),
                type="button",
                on_click=STATE.start,
                aria_haspopup="dialog",
                class_name="sbtn sbtn--primary",
                custom_attrs={"data-key": "n"},
            ),
        ),
    )


def year_list(t: Text) -> rx.Component:
    """Each day of the year, and the panel that adds one."""
    return rx.el.div(
        rx.el.div(
            only_look(STATE.may_change, t("Only an administrator can change this.")),
            rx.el.p(
                t(
                    "The holidays of each centre’s region come by themselves. "
                    "Add the two of your municipality, and bridges."
                ),
                class_name="ink2 lead",
            ),
            rx.cond(STATE.opened == "", trouble(t, STATE)),
            rx.el.ol(rx.foreach(STATE.rows, lambda row: _row(t, row)), class_name="setlist holidays"),
            class_name="scroll inner",
        ),
        rx.cond(STATE.covered.length() > 0, deciding_panel(t, STATE), _adding(t)),
        class_name="agenda",
    )


def _adding(t: Text) -> rx.Component:
    return rx.cond(
        STATE.opened != "",
        side_panel(
            t,
            form(
                STATE,
                rx.el.div(
                    text_field(STATE, "on", t("Date"), kind="date"),
                    text_field(STATE, "name", t("Name"), max_length=120),
                    select_field(STATE, "centre_id", t("Centre"), STATE.centres),
                    class_name="scroll form__body",
                ),
                rx.el.footer(
                    trouble(t, STATE),
                    rx.el.div(
                        rx.el.button(t("Save"), type="submit", class_name="sbtn sbtn--primary"), class_name="acts"
                    ),
                    class_name="pk__f",
                ),
                on_submit=STATE.save,
                class_name="form form--panel",
            ),
            key=STATE.number.to(str),
            title=t("Add a holiday"),
            on_close=STATE.close,
        ),
    )


def _row(t: Text, row: rx.vars.ObjectVar[HolidayView]) -> rx.Component:
    def action(name: str, on_click: object) -> rx.Component:
        return rx.el.button(
            name,
            rx.el.span(": ", row.name, class_name="vh"),
            type="button",
            on_click=on_click,
            class_name="sbtn sbtn--text",
        )

    return rx.el.li(
        rx.el.div(
            rx.el.b(row.day, class_name="num"),
            rx.el.p(
                row.name,
                rx.cond(row.where != "", rx.el.span(" · ", row.where, class_name="ink3")),
                class_name="xs ink2",
            ),
            class_name="grow",
        ),
        rx.el.div(
            rx.cond(
                row.worked,
                rx.el.span(t("Worked"), class_name="pill pill--good"),
                rx.cond(row.by_hand, rx.el.span(t("Added here"), class_name="pill pill--past")),
            ),
            rx.cond(
                STATE.may_change & ~row.past,
                rx.cond(
                    row.by_hand,
                    rx.cond(
                        row.worked,
                        action(t("Keep the holiday"), STATE.remove(row.key)),
                        action(t("Remove"), STATE.remove(row.key)),
                    ),
                    action(t("Work that day"), STATE.work(row.key)),
                ),
            ),
            class_name="it__a",
        ),
        class_name=rx.cond(row.past, "setrow is-past", "setrow"),
        data_testid="holiday",
        key=row.key,
    )
