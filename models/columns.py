"""The column types the tables share: instants in UTC, words from a closed set, ids that cannot be guessed."""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

ID_BYTES = 12


def new_id() -> str:
    """A random id of 24 hexadecimal digits: ids reach staff addresses, so they are never counted."""
    return secrets.token_hex(ID_BYTES)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant: aware in, aware and in UTC out, on every database. A naive value is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"An instant needs a time zone: {value!r}"
            raise ValueError(msg)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(sa.types.TypeDecorator[StrEnum]):
    """A member of a closed set, stored as its value; a stranger's value is refused both ways."""

    impl = sa.String(40)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        del dialect
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> StrEnum | None:
        del dialect
        return None if value is None else self.words(value)


def id_field() -> Any:
    """The primary key of almost every table."""
    return Field(default_factory=new_id, primary_key=True, max_length=40)


def to(table: str, *, index: bool = True, nullable: bool = False) -> Any:
    """A foreign key to `table.id`. Rows are never deleted from under one another."""
    default: dict[str, Any] = {"default": None} if nullable else {}
    return Field(foreign_key=f"{table}.id", index=index, max_length=40, nullable=nullable, **default)


def instant(*, nullable: bool = False, index: bool = False) -> Any:
    """A `UtcDateTime` column."""
    default: dict[str, Any] = {"default": None} if nullable else {}
    return Field(sa_type=UtcDateTime, nullable=nullable, index=index, **default)


def word(words: type[StrEnum], default: StrEnum | None = None, *, nullable: bool = False) -> Any:
    """A `Word` column of that closed set."""
    given: dict[str, Any] = {} if default is None and not nullable else {"default": default}
    return Field(sa_type=Word(words), nullable=nullable, **given)
