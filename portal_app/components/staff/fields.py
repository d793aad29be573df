"""The pieces of a form: a label, a field, what helps and what is wrong with it, in that order."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from portal_app.components.icons import icon
from portal_app.i18n.text import Text
from portal_app.presenters.staff import words
from portal_app.presenters.staff.agenda import Option
from portal_app.states.staff.forming import ON, FormPage

State = type[FormPage]

# Each in its own language, as every form names it.
LANGUAGES = tuple((locale.value, name) for locale, name in words.LANGUAGES.items())

# Written in a plain field: a browser's own spins a number by accident and shows a time in its language, not the page's.
DIGITS = ("number", "time")


def form(state: State, *content: Any, on_submit: Any, class_name: str = "form") -> rx.Component:
    """A form that is drawn anew for each opening, so that it holds what it is filled from."""
    return rx.el.form(
        *content,
        on_submit=on_submit,
        key=state.number.to(str),
        method="post",
        no_validate=True,
        class_name=class_name,
        custom_attrs={"data-refused": state.refused, "data-about": state.opened},
    )


def text_field(
    state: State,
    name: str,
    label: str,
    *,
    hint: str | rx.Var[str] = "",
    kind: str = "text",
    first: bool = False,
    **given: Any,
) -> rx.Component:
    """A line of text, a number, a date or a time; the `first` of a panel has the focus when it opens."""
    number: dict[str, Any] = {"input_mode": "numeric"} if kind in DIGITS else {}
    around = _around(state, name, hint)
    around["custom_attrs"] |= {"data-focus": True} if first else {}
    control = rx.el.input(
        type="text" if kind in DIGITS else kind,
        default_value=state.filled[name],
        on_blur=lambda value: state.typed(name, value),
        class_name="input num" if kind != "text" else "input",
        auto_complete="off",
        **around,
        **number,
        **given,
    )
    saved_now = rx.cond(state.theirs[name] == "", "—", state.theirs[name])
    return _field(state, name, label, control, hint=hint, saved_now=saved_now)


def text_area(state: State, name: str, label: str, *, hint: str | rx.Var[str] = "", **given: Any) -> rx.Component:
    """Several lines of text."""
    control = rx.el.textarea(
        default_value=state.filled[name],
        on_blur=lambda value: state.typed(name, value),
        rows="5",
        class_name="input input--area",
        **_around(state, name, hint),
        **given,
    )
    saved_now = rx.cond(state.theirs[name] == "", "—", state.theirs[name])
    return _field(state, name, label, control, hint=hint, saved_now=saved_now)


def select_field(
    state: State,
    name: str,
    label: str,
    options: Sequence[tuple[str, str]] | rx.Var[list[Option]],
    *,
    hint: str | rx.Var[str] = "",
    each: Callable[..., rx.Component] | None = None,
) -> rx.Component:
    """One of several; `each` draws one of them where it is more than its words."""
    listed = (
        rx.foreach(options, each or option)
        if isinstance(options, rx.Var)
        else rx.fragment(*(rx.el.option(text, value=value) for value, text in options))
    )
    control = rx.el.select(
        listed,
        default_value=state.filled[name],
        on_change=lambda value: state.typed(name, value),
        class_name="input",
        **_around(state, name, hint),
    )
    saved_now = (
        rx.foreach(options, lambda one: rx.cond(one.value == state.theirs[name], one.text, ""))
        if isinstance(options, rx.Var)
        else rx.match(state.theirs[name], *options, "—")
    )
    return _field(state, name, label, control, hint=hint, saved_now=saved_now)


def option(one: rx.vars.ObjectVar[Option]) -> rx.Component:
    """One to choose, known by what it stands for: the chosen one stays so in a list that is put in another order."""
    return rx.el.option(one.text, value=one.value, key=one.value)


def switch_field(state: State, name: str, label: str, *, hint: str = "") -> rx.Component:
    """On or off."""
    switch = rx.el.label(
        rx.el.input(
            type="checkbox",
            role="switch",
            name=name,
            default_checked=state.filled[name] == ON,
            on_change=lambda value: state.ticked(name, value),
            class_name="switch",
        ),
        rx.el.span(label, rx.el.small(hint) if hint else rx.fragment()),
        class_name="tick",
    )
    return rx.fragment(switch, _saved_now(state, name, rx.cond(state.theirs[name] == ON, "✓", "✕")))


def group(label: str, *content: Any, class_name: str = "") -> rx.Component:
    """Fields that belong together, under one name."""
    return rx.el.fieldset(rx.el.legend(label, class_name="label"), *content, class_name=f"group {class_name}".strip())


def error_of(state: State, name: str) -> rx.Component:
    """What is wrong with a field, where it is not drawn with the field itself."""
    return rx.cond(
        state.errors[name],
        rx.el.p(icon("alert"), rx.el.span(state.errors[name]), id=f"f-{name}-error", class_name="error"),
    )


def trouble(t: Text, state: State, *, discard: Any = None) -> rx.Component:
    """Why nothing was saved, where no single field is to blame; and what somebody else saved meanwhile."""
    again = (
        rx.el.button(t("Discard what I typed"), type="button", on_click=discard, class_name="sbtn sbtn--text")
        if discard is not None
        else rx.fragment()
    )
    return rx.el.div(
        rx.cond(
            state.trouble != "",
            rx.el.div(
                icon("alert"),
                rx.el.div(rx.el.p(state.trouble), again, class_name="grow"),
                class_name="note note--danger",
            ),
        ),
        rx.cond(
            state.meanwhile != "",
            rx.el.div(
                icon("info"),
                rx.el.div(
                    rx.el.p(state.meanwhile),
                    rx.el.div(
                        rx.el.button(
                            t("Keep what I typed"),
                            type="button",
                            on_click=state.keep_mine,
                            class_name="sbtn sbtn--line",
                        ),
                        rx.el.button(
                            t("Take what is saved"),
                            type="button",
                            on_click=state.take_theirs,
                            class_name="sbtn sbtn--text",
                        ),
                        class_name="acts",
                    ),
                    class_name="grow",
                ),
                class_name="note note--plain",
                data_testid="meanwhile",
            ),
        ),
        role="alert",
    )


def save_foot(t: Text, state: Any) -> rx.Component:
    """What ends a form of the settings: what is wrong with it, and saving for whoever may."""
    return rx.fragment(
        trouble(t, state, discard=state.discard),
        rx.cond(
            state.may_change,
            rx.el.div(
                rx.el.button(t("Save changes"), type="submit", class_name="sbtn sbtn--primary"), class_name="acts"
            ),
        ),
    )


def saved(state: Any) -> rx.Component:
    """That it was saved, in the words of the page's `said`."""
    return rx.el.p(
        rx.cond(state.said != "", rx.fragment(icon("check"), rx.el.span(state.said))), class_name="saved", role="status"
    )


def side_panel(
    t: Text, *content: Any, key: Any, title: Any, on_close: Any, over: Any = "", class_name: str = "panel"
) -> rx.Component:
    """A panel at the side of a page; it takes the focus when it opens for another `key`, and Escape gives it back."""
    return rx.el.div(
        rx.el.header(
            rx.el.div(
                rx.el.p(over, class_name="xs ink2"),
                rx.el.h2(title, id="panel-title", tab_index=-1),
                class_name="grow",
            ),
            rx.el.button(
                icon("close", size="18px"),
                type="button",
                aria_label=t("Close"),
                on_click=on_close,
                class_name="iconbtn sicon",
                custom_attrs={"data-close": True},
            ),
            class_name="pk",
        ),
        *content,
        role="dialog",
        aria_labelledby="panel-title",
        class_name=class_name,
        custom_attrs={"data-group": key},
    )


def _saved_now(state: State, name: str, value: Any) -> rx.Component:
    """What somebody else saved of it meanwhile."""
    return rx.cond(
        state.theirs.contains(name),
        rx.el.p(
            icon("edit", size="14px"),
            rx.el.span(state.saved_now, " ", rx.el.b(value)),
            class_name="xs theirs",
            data_testid=f"theirs-{name}",
        ),
    )


def _field(
    state: State, name: str, label: str, control: rx.Component, *, hint: str | rx.Var[str], saved_now: Any
) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=f"f-{name}", class_name="label"),
        control,
        rx.el.p(hint, id=f"f-{name}-hint", class_name="xs ink2") if _has(hint) else rx.fragment(),
        error_of(state, name),
        _saved_now(state, name, saved_now),
        class_name="field",
    )


def _around(state: State, name: str, hint: str | rx.Var[str]) -> dict[str, Any]:
    """What ties a field to its words."""
    described = f"f-{name}-hint f-{name}-error" if _has(hint) else f"f-{name}-error"
    return {
        # Not as `id`: the framework would send each field twice, once by its name and once by that.
        "custom_attrs": {"id": f"f-{name}"},
        "name": name,
        "aria_invalid": rx.cond(state.errors[name], "true", "false"),
        "aria_describedby": described,
    }


def _has(hint: str | rx.Var[str]) -> bool:
    return isinstance(hint, rx.Var) or bool(hint)
