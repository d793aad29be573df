"""The practice's own words for the message that brings a patient the code, in each language (AG-6)."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from models.practice import MessageTemplate, Practice
from models.vocabulary import Locale
from portal_app import settings
from portal_app.domain.fields import Fields
from portal_app.domain.refs import Origin, StaffRef
from portal_app.domain.set_up import tidy_message
from portal_app.services import seen as seen_state
from portal_app.services.practice import CODE_MESSAGE
from portal_app.services.set_up import steps
from portal_app.services.transaction import Transaction, read


@dataclass(frozen=True, slots=True)
class MessagesSet:
    """The wordings as they are; a language without its own has none here. `practice` and `link` go into the preview."""

    bodies: Mapping[Locale, str]
    practice: str
    link: str
    may_change: bool
    state: str


def shown(staff: StaffRef) -> MessagesSet:
    """The practice's wordings, for whoever works there."""
    with read() as db:
        practice = db.execute(sa.select(col(Practice.name)).where(col(Practice.id) == staff.practice_id)).scalar_one()
        bodies = {locale: row.body for locale, row in _rows(db, staff).items()}
    return MessagesSet(
        bodies, practice, settings.current().public_url, steps.is_admin(staff), seen_state.state(sorted(bodies.items()))
    )


def change(staff: StaffRef, bodies: Mapping[Locale, str], *, seen: str, origin: Origin) -> None:
    """Make them what is given; an empty one goes back to ours. `BadFields`, `ChangedMeanwhile`, `NotAllowed`."""
    with steps.changing(staff, origin) as db:
        steps.admin_only(staff)
        rows = _rows(db, staff)
        was = {locale: row.body for locale, row in rows.items()}
        seen_state.check_state(seen, seen_state.state(sorted(was.items())))
        fields = Fields()
        wanted = {locale: tidy_message(fields, f"body_{locale.value}", body) for locale, body in bodies.items()}
        fields.done()
        changed = [locale for locale, body in wanted.items() if body != was.get(locale, "")]
        for locale in changed:
            row = rows.get(locale)
            if not wanted[locale]:
                db.delete(row)
            elif row is not None:
                row.body = wanted[locale]
            else:
                db.add(
                    MessageTemplate(
                        practice_id=staff.practice_id, kind=CODE_MESSAGE, locale=locale, body=wanted[locale]
                    )
                )
        if changed:
            steps.told(
                db,
                staff,
                origin,
                "message.changed",
                kind=CODE_MESSAGE,
                languages=" ".join(one.value for one in changed),
            )


def _rows(db: Transaction, staff: StaffRef) -> dict[Locale, MessageTemplate]:
    rows = db.scalars(
        sa.select(MessageTemplate).where(
            col(MessageTemplate.practice_id) == staff.practice_id, col(MessageTemplate.kind) == CODE_MESSAGE
        )
    )
    return {Locale(row.locale): row for row in rows}
