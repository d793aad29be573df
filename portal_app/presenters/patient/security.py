"""The security page in words: devices, the way in, what happened lately (ID-11, GD-1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from models.vocabulary import Action
from portal_app.i18n.text import Text
from portal_app.presenters.patient.times import on_wall
from portal_app.services.devices import KnownDevice
from portal_app.services.own_record import Security, Trace
from portal_app.services.own_rows import Portal

PHONES = ("iPhone", "Android", "Mobile")
# What a browser says of itself, the particular before the general: Edge says Chrome too, and Chrome says Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
WARNINGS = (Action.SIGN_IN_FAILED, Action.SIGN_IN_LOCKED)


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device. `phone` chooses the icon; `this_one` is the one the page is on."""

    key: str
    name: str
    words: str
    phone: bool
    this_one: bool
    sign_out_words: str


@dataclass(frozen=True, slots=True)
class TraceView:
    """A line of the trail. `kind` chooses the icon: door, request, warning."""

    words: str
    where: str
    kind: str


@dataclass(frozen=True, slots=True)
class SecurityView:
    """The page."""

    devices: list[DeviceView] = field(default_factory=list)
    others: int = 0
    pin: str = ""
    notice: str = ""
    latest: list[TraceView] = field(default_factory=list)
    ends: str = ""


def security_view(t: Text, page: Security, devices: Sequence[KnownDevice]) -> SecurityView:
    """The page as it is drawn."""
    portal = page.portal
    return SecurityView(
        devices=[_device(t, device, portal) for device in devices],
        others=sum(not device.this_one for device in devices),
        pin=t("Set on {date}", date=_date(t, page.pin_set_at, portal)) if page.pin_set_at else "",
        notice=_accepted(t, page.notice_accepted_at, portal),
        latest=[_trace(t, trace, portal) for trace in page.latest],
        ends=_ends(t, len(devices)),
    )


def _accepted(t: Text, instant: datetime | None, portal: Portal) -> str:
    return t("Accepted on {date}", date=_date(t, instant, portal)) if instant else ""


def _ends(t: Text, devices: int) -> str:
    return t.plural("You will be signed out on your device.", "You will be signed out on your {n} devices.", devices)


def browser_and_system(t: Text, user_agent: str) -> str:
    """Safari on iPhone; a browser that says nothing of itself is a browser."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), t("A browser"))
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return t("{browser} on {system}", browser=browser, system=system) if system else browser


def is_phone(user_agent: str) -> bool:
    """Whether the browser says that it is on a phone."""
    return any(sign in user_agent for sign in PHONES)


def _device(t: Text, device: KnownDevice, portal: Portal) -> DeviceView:
    phone = is_phone(device.user_agent)
    if device.this_one:
        name = t("This phone") if phone else t("This computer")
        used = t("now")
    else:
        name = t("Phone") if phone else t("Computer")
        used = _day_and_time(t, device.last_used_at, portal)
    what = browser_and_system(t, device.user_agent)
    return DeviceView(
        key=device.device_id,
        name=name,
        words=f"{what} · {used}",
        phone=phone,
        this_one=device.this_one,
        sign_out_words=t("Sign out {device}", device=what),
    )


def _trace(t: Text, trace: Trace, portal: Portal) -> TraceView:
    system = next((name for sign, name in SYSTEMS if sign in trace.user_agent), "")
    where = [_day_and_time(t, trace.at, portal), system, masked(trace.address)]
    kind = "warning" if trace.action in WARNINGS else "request" if trace.action.value.startswith("request") else "door"
    return TraceView(trace_words(t, trace), " · ".join(filter(None, where)), kind)


def trace_words(t: Text, trace: Trace) -> str:
    """What happened, as its owner would say it."""
    worded = {
        Action.SIGNED_IN: t("Signed in with the PIN"),
        Action.SIGN_IN_FAILED: t("Wrong PIN"),
        Action.SIGN_IN_LOCKED: t("Too many wrong PINs"),
        Action.SIGNED_OUT: t("Signed out"),
        Action.SIGNED_OUT_OTHERS: t("Signed out the other devices"),
        Action.PIN_SET: t("New PIN"),
        Action.PIN_CHANGED: t("New PIN"),
        Action.CODE_REGENERATED: t("New code from the practice"),
        Action.NOTICE_ACCEPTED: t("Consent accepted"),
        Action.REQUEST_MADE: t("Time requested"),
        Action.REQUEST_CANCELLED: t("Request cancelled"),
        Action.REQUEST_ACCEPTED: t("Request confirmed by the practice"),
        Action.SEEN_AS_PATIENT: t("The practice looked at your space"),
    }
    return worded.get(trace.action) or t("Something changed in your space")


def masked(address: str) -> str:
    """81.44.x.x: enough to recognise a place by, no more."""
    separator = "." if "." in address else ":"
    parts = address.split(separator)
    return separator.join([*parts[:2], "x", "x"]) if len(parts) > 3 else ""


def _date(t: Text, instant: datetime, portal: Portal) -> str:
    return t.long_date(on_wall(instant, portal.zone).date())


def _day_and_time(t: Text, instant: datetime, portal: Portal) -> str:
    at = on_wall(instant, portal.zone)
    match (portal.today - at.date()).days:
        case 0:
            day = t("today")
        case 1:
            day = t("yesterday")
        case _:
            day = t.short_date(at.date())
    return f"{day}, {t.clock(at)}"
