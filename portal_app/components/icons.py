"""The icons and the mark: 24 px grid, stroke 1.75, drawn inline so that they take the colour of the text."""

from typing import Any

import reflex as rx

Shape = tuple[str, dict[str, str]]

# A string is the path of a stroked icon; the others are made of several shapes.
ICONS: dict[str, str | tuple[Shape, ...]] = {
    "calendar": (
        ("rect", {"x": "3.5", "y": "5", "width": "17", "height": "15.5", "rx": "4"}),
        ("path", {"d": "M3.5 10h17M8 2.8v4M16 2.8v4"}),
    ),
    "calendar-plus": "M20.5 12V9a4 4 0 0 0-4-4h-9a4 4 0 0 0-4 4v7.5a4 4 0 0 0 4 4H12M3.5 10h17M8 2.8v4M16 2.8v4M18 15v6M15 18h6",
    "requests": "M4 13.5 6.2 6.6A3 3 0 0 1 9 4.5h6a3 3 0 0 1 2.8 2.1L20 13.5V17a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3zM4 13.5h4l1.4 2.4h5.2L16 13.5h4",
    "packs": "M12 3.5 20.5 8 12 12.5 3.5 8zM3.5 12.2l8.5 4.5 8.5-4.5M3.5 16.3 12 20.8l8.5-4.5",
    "user": (
        ("circle", {"cx": "12", "cy": "8", "r": "4"}),
        ("path", {"d": "M4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6"}),
    ),
    "users": (
        ("circle", {"cx": "9", "cy": "8.2", "r": "3.6"}),
        (
            "path",
            {
                "d": "M2.5 19.8c.7-3.5 3.2-5.3 6.5-5.3s5.8 1.8 6.5 5.3M15.8 4.9a3.6 3.6 0 0 1 0 6.6M18 15c1.9.8 3.1 2.4 3.5 4.8"
            },
        ),
    ),
    "chevron-left": "m14.5 5.5-6.5 6.5 6.5 6.5",
    "chevron-right": "m9.5 5.5 6.5 6.5-6.5 6.5",
    "chevron-down": "m5.5 9 6.5 6.5L18.5 9",
    "arrow-left": "M20 12H4.5M11 5l-7 7 7 7",
    "close": "m6 6 12 12M18 6 6 18",
    "check": "m4.5 12.5 5 5 10-11",
    "check-double": "m2 12.8 4.3 4.3L15 7.2M11.5 16.2l1 .9 9-10",
    "clock": (
        ("circle", {"cx": "12", "cy": "12", "r": "8.5"}),
        ("path", {"d": "M12 7.2V12l3.2 2"}),
    ),
    "pin": (
        ("path", {"d": "M12 21.2s7-5.9 7-11.2a7 7 0 1 0-14 0c0 5.3 7 11.2 7 11.2z"}),
        ("circle", {"cx": "12", "cy": "10", "r": "2.6"}),
    ),
    "video": (
        ("rect", {"x": "2.8", "y": "6", "width": "12.4", "height": "12", "rx": "3.5"}),
        ("path", {"d": "m15.2 11 6-3.5v9l-6-3.5"}),
    ),
    "phone": "M6.3 3.6h2.3a1.5 1.5 0 0 1 1.5 1.2l.5 2.6a1.5 1.5 0 0 1-.6 1.5L8.5 10a11.5 11.5 0 0 0 5.5 5.5l1.1-1.5a1.5 1.5 0 0 1 1.5-.6l2.6.5a1.5 1.5 0 0 1 1.2 1.5v2.3a2.3 2.3 0 0 1-2.5 2.3C10.5 19.5 4.5 13.5 4 6.1a2.3 2.3 0 0 1 2.3-2.5z",
    "message": "M12 4c5 0 8.5 3.2 8.5 7.3s-3.5 7.3-8.5 7.3c-1 0-2-.1-2.9-.4L4.5 20l1-3.8a6.8 6.8 0 0 1-2-4.9C3.5 7.2 7 4 12 4z",
    "send": "M20.5 3.5 10 14M20.5 3.5 14 20.5 10 14 3.5 10z",
    "clip": "m19.5 11.5-7.8 7.8a4.8 4.8 0 0 1-6.8-6.8l8-8a3.2 3.2 0 0 1 4.6 4.6l-7.9 7.9a1.6 1.6 0 0 1-2.3-2.3l7.2-7.2",
    "file": "M13.5 3H8a3 3 0 0 0-3 3v12a3 3 0 0 0 3 3h8a3 3 0 0 0 3-3V8.5zM13.5 3v5.5H19M8.5 13h7M8.5 16.8h4.5",
    "receipt": "M5 3.5v17l2.3-1.6 2.4 1.6 2.3-1.6 2.3 1.6 2.4-1.6L19 20.5v-17l-2.3 1.6-2.4-1.6L12 5.1 9.7 3.5 7.3 5.1zM8.8 10h6.4M8.8 13.8h4.2",
    "form": (
        (
            "path",
            {
                "d": "M8.5 4.5H7.5a2.5 2.5 0 0 0-2.5 2.5v11a2.5 2.5 0 0 0 2.5 2.5h9a2.5 2.5 0 0 0 2.5-2.5V7a2.5 2.5 0 0 0-2.5-2.5h-1"
            },
        ),
        ("rect", {"x": "8.5", "y": "2.8", "width": "7", "height": "3.8", "rx": "1.5"}),
        ("path", {"d": "m8.7 13.8 2.3 2.3 4.3-4.6"}),
    ),
    "lock": (
        ("rect", {"x": "4.5", "y": "10.5", "width": "15", "height": "10", "rx": "3"}),
        ("path", {"d": "M8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.5v2"}),
    ),
    "shield": "M12 3 4.5 5.8v5.4c0 4.7 3 8 7.5 9.8 4.5-1.8 7.5-5.1 7.5-9.8V5.8zM8.8 11.8l2.4 2.4 4-4.4",
    "key": (
        ("circle", {"cx": "8", "cy": "15.5", "r": "4.5"}),
        ("path", {"d": "m11.3 12.3 8.2-8.3M16 7.5l3 3M13.8 9.8l1.9 1.9"}),
    ),
    "mobile": (
        ("rect", {"x": "6.5", "y": "2.8", "width": "11", "height": "18.4", "rx": "3"}),
        ("path", {"d": "M10.8 18h2.4"}),
    ),
    "laptop": (
        ("rect", {"x": "4.5", "y": "4.5", "width": "15", "height": "11", "rx": "2.2"}),
        ("path", {"d": "M2.5 19h19"}),
    ),
    "logout": "M9.5 20.5H7a3 3 0 0 1-3-3v-11a3 3 0 0 1 3-3h2.5M15 16.5l4.5-4.5L15 7.5M19.5 12h-10",
    "download": "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
    "upload": "M12 15.5V4.5M7 9l5-5 5 5M4.5 20h15",
    "globe": (
        ("circle", {"cx": "12", "cy": "12", "r": "8.5"}),
        (
            "path",
            {
                "d": "M3.5 12h17M12 3.5c2.5 2.3 3.8 5.2 3.8 8.5s-1.3 6.2-3.8 8.5c-2.5-2.3-3.8-5.2-3.8-8.5S9.5 5.8 12 3.5z"
            },
        ),
    ),
    "sun": (
        ("circle", {"cx": "12", "cy": "12", "r": "4"}),
        (
            "path",
            {
                "d": "M12 2.8v1.9M12 19.3v1.9M2.8 12h1.9M19.3 12h1.9M5.5 5.5l1.3 1.3M17.2 17.2l1.3 1.3M5.5 18.5l1.3-1.3M17.2 6.8l1.3-1.3"
            },
        ),
    ),
    "moon": "M20 14.2A8.3 8.3 0 0 1 9.8 4a8.3 8.3 0 1 0 10.2 10.2z",
    "sunset": "M2.8 18h18.4M7.5 18a4.5 4.5 0 0 1 9 0M12 9.5V7M5.8 11.8 4.2 10.2M18.2 11.8l1.6-1.6M7 21h10",
    "bell": "M6 10a6 6 0 0 1 12 0c0 5 2 6.5 2 6.5H4S6 15 6 10zM9.8 19.8a2.4 2.4 0 0 0 4.4 0",
    "search": (
        ("circle", {"cx": "11", "cy": "11", "r": "6.5"}),
        ("path", {"d": "m16 16 4.5 4.5"}),
    ),
    "plus": "M12 5v14M5 12h14",
    "more": (("path", {"d": "M5.5 12h.01M12 12h.01M18.5 12h.01", "stroke-width": "2.6"}),),
    "eye": (
        ("path", {"d": "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"}),
        ("circle", {"cx": "12", "cy": "12", "r": "2.8"}),
    ),
    "eye-off": "M4 4l16 16M10 5.7a9 9 0 0 1 2-.2c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-2.8 3.5M6.5 7.3A16 16 0 0 0 2.5 12s3.5 6.5 9.5 6.5c1.6 0 3-.4 4.2-1",
    "copy": (
        ("rect", {"x": "8.5", "y": "8.5", "width": "12", "height": "12", "rx": "3"}),
        ("path", {"d": "M15.5 8.5v-2a3 3 0 0 0-3-3h-6a3 3 0 0 0-3 3v6a3 3 0 0 0 3 3h2"}),
    ),
    "refresh": "M19.5 9.5A8 8 0 0 0 5 8.2M4.5 4v4.5H9M4.5 14.5A8 8 0 0 0 19 15.8M19.5 20v-4.5H15",
    "trash": "M4.5 7h15M9.5 7V5a1.5 1.5 0 0 1 1.5-1.5h2A1.5 1.5 0 0 1 14.5 5v2M6.5 7l.7 11a2.5 2.5 0 0 0 2.5 2.5h4.6a2.5 2.5 0 0 0 2.5-2.5l.7-11",
    "edit": "m4.5 19.5.8-4L15.8 5a2.1 2.1 0 0 1 3 0l.2.2a2.1 2.1 0 0 1 0 3L8.5 18.7zM13.8 7l3.2 3.2",
    "alert": "M10.3 4.5 3 17.3A2 2 0 0 0 4.7 20.3h14.6a2 2 0 0 0 1.7-3L13.7 4.5a2 2 0 0 0-3.4 0zM12 9.5v4M12 16.8v.01",
    "info": (
        ("circle", {"cx": "12", "cy": "12", "r": "8.5"}),
        ("path", {"d": "M12 11.2v5M12 7.9v.01"}),
    ),
    "settings": (
        ("path", {"d": "M4 7.5h9M17.5 7.5H20M4 16.5h2.5M11 16.5h9"}),
        ("circle", {"cx": "15.2", "cy": "7.5", "r": "2.3"}),
        ("circle", {"cx": "8.8", "cy": "16.5", "r": "2.3"}),
    ),
    "chart": "M4.5 4v13.5a2 2 0 0 0 2 2H20M8.8 15.5v-3.5M13 15.5V8M17.2 15.5v-5.5",
    "note": "M19.5 13.5V7a3 3 0 0 0-3-3h-9a3 3 0 0 0-3 3v10a3 3 0 0 0 3 3H13zM19.5 13.5H16a3 3 0 0 0-3 3V20M8.5 9h7M8.5 12.8h3.5",
    "backspace": "M8.5 5.5H18a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3H8.5L2.8 12zM11.5 9.5l5 5M16.5 9.5l-5 5",
    "wifi-off": "M4 4l16 16M2.8 9.3A14 14 0 0 1 7 6.7M11 5.6a14 14 0 0 1 10.2 3.7M6 13a9.5 9.5 0 0 1 4.5-2.5M15 11.3A9.5 9.5 0 0 1 18 13M9.2 16.4a4.6 4.6 0 0 1 5.6 0M12 19.8v.01",
    "ban": (
        ("circle", {"cx": "12", "cy": "12", "r": "8.5"}),
        ("path", {"d": "m6 6 12 12"}),
    ),
    "card": (
        ("rect", {"x": "2.8", "y": "5", "width": "18.4", "height": "14", "rx": "3"}),
        ("path", {"d": "M2.8 9.8h18.4M6.5 15h3.5"}),
    ),
    "filter": "M4 6.5h16M7 12h10M10 17.5h4",
    "list": "M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01",
    "link": "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.3 1.3M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2",
    "external": "M13.5 4.5h6v6M19.5 4.5 11 13M18.5 14v3a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V8.5a3 3 0 0 1 3-3h3",
    "route": (
        ("path", {"d": "M12 21s6.5-5.5 6.5-10.5a6.5 6.5 0 1 0-13 0C5.5 15.5 12 21 12 21z"}),
        ("path", {"d": "M9 12.5v-1a1.5 1.5 0 0 1 1.5-1.5h4M13 8.3 14.8 10 13 11.7"}),
    ),
    "flag": "M5.5 21V4M5.5 5c2-1.3 4-1.3 6.5 0s4.5 1.3 7 0v9c-2.5 1.3-4.5 1.3-7 0s-4.5-1.3-6.5 0",
    "image": (
        ("rect", {"x": "3.5", "y": "4.5", "width": "17", "height": "15", "rx": "3.5"}),
        ("circle", {"cx": "9", "cy": "9.8", "r": "1.7"}),
        ("path", {"d": "m4.5 17 4.5-4 3 2.5 3.5-3.5 4.5 4"}),
    ),
    "sparkle": "M12 4c.6 4.4 3.2 7 7.5 8-4.3 1-6.9 3.6-7.5 8-.6-4.4-3.2-7-7.5-8 4.3-1 6.9-3.6 7.5-8z",
    "whatsapp": (
        (
            "path",
            {
                "fill": "currentColor",
                "stroke": "none",
                "d": "M12 2.6a9.4 9.4 0 0 0-8.1 14.1L2.7 21.3l4.7-1.2A9.4 9.4 0 1 0 12 2.6zm0 1.7a7.7 7.7 0 1 1-4 14.3l-.4-.2-2.5.7.7-2.5-.3-.4A7.7 7.7 0 0 1 12 4.3zM8.7 7.6c-.2 0-.5.1-.7.3-.4.5-.9 1.1-.9 2.2 0 1.3.9 2.6 1.1 2.8.1.2 1.9 3 4.7 4 2.3.9 2.8.7 3.3.7.5-.1 1.6-.7 1.8-1.3.2-.6.2-1.2.2-1.3l-.5-.3-1.7-.8c-.2-.1-.4-.1-.6.1l-.8 1c-.1.2-.3.2-.5.1-1.4-.6-2.5-1.3-3.6-3-.1-.2 0-.4.1-.5l.6-.7c.1-.2.2-.3.2-.5l-.8-1.9c-.2-.5-.4-.5-.6-.5z",
            },
        ),
    ),
}


def icon(name: str, *, size: str | None = None, class_name: str = "i") -> rx.Component:
    """A decorative icon: hidden from assistive technology, so the control it sits in needs a name of its own."""
    drawn = ICONS[name]
    shapes: tuple[Shape, ...] = (("path", {"d": drawn}),) if isinstance(drawn, str) else drawn
    style: dict[str, Any] = {"style": {"--i": size}} if size else {}
    return rx.el.svg(
        *(_shape(tag, attributes) for tag, attributes in shapes),
        view_box="0 0 24 24",
        class_name=class_name,
        aria_hidden="true",
        **style,
    )


# What Reflex would make inline styles of, and so a style engine's work, are plain attributes of these shapes.
_PAINT = {"fill": "fill", "stroke": "stroke", "stroke-width": "strokeWidth", "stroke-linecap": "strokeLinecap"}


def _shape(tag: str, attributes: dict[str, str]) -> rx.Component:
    painted = {_PAINT[name]: value for name, value in attributes.items() if name in _PAINT}
    given: dict[str, Any] = {name: value for name, value in attributes.items() if name not in _PAINT}
    if painted:
        given["custom_attrs"] = painted
    match tag:
        case "rect":
            return rx.el.rect(**given)
        case "circle":
            return rx.el.circle(**given)
        case _:
            return rx.el.path(**given)


def mark(class_name: str = "mark") -> rx.Component:
    """The two half discs: half means waiting, whole means confirmed."""
    return rx.el.svg(
        rx.el.path(d="M14.6 3a10 10 0 0 0 0 20z", class_name="ma"),
        rx.el.path(d="M17.4 9a10 10 0 0 1 0 20z", class_name="mb"),
        view_box="0 0 32 32",
        class_name=class_name,
        aria_hidden="true",
    )


def halves() -> rx.Component:
    """The large halves behind a hero."""
    return rx.el.svg(
        rx.el.path(d="M15.2 3a10 10 0 0 0 0 20z", class_name="ma"),
        rx.el.path(d="M16.8 9a10 10 0 0 1 0 20z", class_name="mb"),
        view_box="0 0 32 32",
        class_name="halves",
        aria_hidden="true",
    )


def logo() -> rx.Component:
    """The practice's tile beside its name."""
    return rx.el.svg(
        _shape("rect", {"width": "48", "height": "48", "rx": "14.5", "fill": "var(--brand)"}),
        _shape("path", {"d": "M12 28a12 12 0 0 1 24 0z", "fill": "var(--on-brand)"}),
        _shape(
            "path",
            {
                "d": "M12 33.2h24M17 38h14",
                "stroke": "var(--on-brand)",
                "stroke-width": "2.4",
                "stroke-linecap": "round",
            },
        ),
        view_box="0 0 48 48",
        class_name="logo",
        aria_hidden="true",
    )
