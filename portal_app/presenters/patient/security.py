"""The security page in words: devices, the way in, what happened lately (ID-11, GD-1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from portal_app.i18n.text import Text
from portal_app.presenters.patient.agents import browser_and_system, is_phone
from portal_app.presenters.patient.times import on_wall
from portal_app.presenters.patient.trail import TraceView, day_and_time, lately
from portal_app.services.devices import KnownDevice
from portal_app.services.own_record import Security
from portal_app.services.own_rows import Portal

# As many are shown until somebody wants to see all: a browser that keeps nothing is a new one each time.
DEVICES_AT_ONCE = 5


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
class SecurityView:
    """The page; `more_devices`: there are others that are not shown yet."""

    devices: list[DeviceView] = field(default_factory=list)
    others: int = 0
    pin: str = ""
    notice: str = ""
    latest: list[TraceView] = field(default_factory=list)
    ends: str = ""
    more_devices: bool = False


def security_view(t: Text, page: Security, devices: Sequence[KnownDevice], *, whole: bool = False) -> SecurityView:
    """The page as it is drawn: this device and those used last, or the `whole` list of them."""
    portal = page.portal
    shown = devices if whole else devices[:DEVICES_AT_ONCE]
    return SecurityView(
        devices=[_device(t, device, portal) for device in shown],
        others=sum(not device.this_one for device in devices),
        pin=t("Set on {date}", date=_date(t, page.pin_set_at, portal)) if page.pin_set_at else "",
        notice=_accepted(t, page.notice_accepted_at, portal),
        latest=[lately(t, trace, portal) for trace in page.latest],
        ends=_ends(t, len(devices)),
        more_devices=len(devices) > len(shown),
    )


def _accepted(t: Text, instant: datetime | None, portal: Portal) -> str:
    return t("Accepted on {date}", date=_date(t, instant, portal)) if instant else ""


def _ends(t: Text, devices: int) -> str:
    return t.plural("You will be signed out on your device.", "You will be signed out on your {n} devices.", devices)


def _device(t: Text, device: KnownDevice, portal: Portal) -> DeviceView:
    phone = is_phone(device.user_agent)
    if device.this_one:
        name = t("This phone") if phone else t("This computer")
        used = t("now")
    else:
        name = t("Phone") if phone else t("Computer")
        used = day_and_time(t, device.last_used_at, portal)
    what = browser_and_system(t, device.user_agent)
    return DeviceView(
        key=device.device_id,
        name=name,
        words=f"{what} · {used}",
        phone=phone,
        this_one=device.this_one,
        sign_out_words=t("Sign out {device}", device=what),
    )


def _date(t: Text, instant: datetime, portal: Portal) -> str:
    return t.long_date(on_wall(instant, portal.zone).date())
