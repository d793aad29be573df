"""What a door may say before anybody has passed it: the practice, and nothing of its people."""

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from models.practice import Practice
from models.vocabulary import Locale, PracticeId
from portal_app.services.transaction import Transaction, read


@dataclass(frozen=True, slots=True)
class Front:
    """The practice as its door shows it. `phone` and `whatsapp` are E.164 or empty, `zone` is its time zone's name."""

    practice_id: PracticeId
    name: str
    phone: str
    whatsapp: str
    brand_hue: int
    brand_chroma: float
    locale: Locale
    languages: tuple[Locale, ...]
    notice_version: str
    notice_date: date
    zone: str


def front() -> Front | None:
    """The installation's practice, or None before there is one."""
    with read() as db:
        row = db.execute(
            sa.select(
                col(Practice.id),
                col(Practice.name),
                col(Practice.phone),
                col(Practice.whatsapp),
                col(Practice.brand_hue),
                col(Practice.brand_chroma),
                col(Practice.locale),
                col(Practice.languages),
                col(Practice.notice_version),
                col(Practice.notice_date),
                col(Practice.timezone),
            )
            .order_by(col(Practice.created_at), col(Practice.id))
            .limit(1)
        ).first()
    if row is None:
        return None
    return replace(Front(PracticeId(row.id), *row[1:]), languages=languages_of(row.languages))


def languages_of(written: str) -> tuple[Locale, ...]:
    """The languages that a practice offers, in the order in which all are listed."""
    return tuple(locale for locale in Locale if locale.value in written.split())


def first_practice(db: Transaction) -> PracticeId:
    """Whose trail tells of tries that are nobody's: the installation's first practice."""
    return PracticeId(
        db.scalars(sa.select(col(Practice.id)).order_by(col(Practice.created_at), col(Practice.id)).limit(1)).one()
    )
