"""What the practice is called and how patients may ask (PR-1, AV-1, AV-6)."""

from dataclasses import dataclass, fields, replace

import sqlalchemy as sa
from sqlmodel import col

from models.practice import Practice
from models.vocabulary import Locale, WhoMayAsk
from portal_app.domain.fields import Fields
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.set_up import INTERVALS, Policies, tidy_policies
from portal_app.services import seen as seen_state
from portal_app.services.front import languages_of
from portal_app.services.imports.phones import PhoneLostDigits, PhoneUnreadable, read_phone
from portal_app.services.public_holidays import regions
from portal_app.services.set_up import outside, steps
from portal_app.services.set_up.decisions import NOTHING, Decided
from portal_app.services.transaction import Transaction, read

__all__ = ["INTERVALS", "Policies", "PoliciesSet", "change", "regions", "shown"]


@dataclass(frozen=True, slots=True)
class PoliciesSet:
    """The policies as they are."""

    policies: Policies
    may_change: bool
    state: str


def shown(staff: StaffRef) -> PoliciesSet:
    """The practice's policies, for whoever works there."""
    with read() as db:
        policies = _policies(_row(db, staff))
    return PoliciesSet(policies, steps.is_admin(staff), seen_state.state(policies))


def change(staff: StaffRef, policies: Policies, *, decided: Decided = NOTHING, seen: str, origin: Origin) -> str:
    """Make them what is given; the new state. `BadFields`, `ChangedMeanwhile`, `NotAllowed`.

    `AppointmentsCovered` for appointments that another time zone or region leaves outside the hours, undecided.
    """
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        row = _row(db, staff)
        was = _policies(row)
        seen_state.check_state(seen, seen_state.state(was))
        checked = Fields()
        policies = replace(
            policies,
            phone=_phone(checked, "phone", policies.phone),
            whatsapp=_phone(checked, "whatsapp", policies.whatsapp),
        )
        policies = tidy_policies(policies, checked, regions=regions(), was=was)
        changed = [name for name in _NAMES if getattr(policies, name) != getattr(was, name)]
        if changed:
            before = outside.before(db, staff, decided) if _MOVE_HOURS.intersection(changed) else None
            for name in changed:
                setattr(row, name, _kept(getattr(policies, name)))
            if before is not None:
                before.settle(db, because="hours", origin=origin)
            steps.told(db, staff, origin, "policies.changed", times=True, fields=" ".join(changed))
    return seen_state.state(policies)


_MOVE_HOURS = {"timezone", "region"}
_NAMES = tuple(field.name for field in fields(Policies))


def _row(db: Transaction, staff: StaffRef) -> Practice:
    return db.scalars(sa.select(Practice).where(col(Practice.id) == staff.practice_id)).one()


def _policies(row: Practice) -> Policies:
    values = {name: getattr(row, name) for name in _NAMES}
    return Policies(
        **{
            **values,
            "locale": Locale(row.locale),
            "languages": languages_of(row.languages),
            "who_may_ask": WhoMayAsk(row.who_may_ask),
        }
    )


def _kept(value: object) -> object:
    """As the table has it: languages are one text."""
    return " ".join(value) if isinstance(value, tuple) else value


def _phone(checked: Fields, name: str, written: str) -> str:
    """The number in E.164; empty stays empty."""
    if not written.strip():
        return ""
    try:
        return read_phone(written)
    except (PhoneUnreadable, PhoneLostDigits):
        checked.refuse(name, "no_phone")
        return written
