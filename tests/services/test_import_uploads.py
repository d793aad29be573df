"""A file is looked at before it is imported: its sender's alone, sealed, gone within the hour (PR-4)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.tables import ActivityEntry, ImportUpload
from models.vocabulary import Action
from portal_app import clock
from portal_app.domain.problems import FileTooBig, NotAllowed
from portal_app.domain.refs import NOWHERE
from portal_app.services.imports import uploads
from portal_app.services.imports.uploads import Upload, UploadKind
from portal_app.services.transaction import read
from tests.builders import Cast, the_cast
from tests.conftest import StandingClock

SHEET = "Nombre;Teléfono\nNoa Serra;600 000 111\n".encode()


def send(cast: Cast, data: bytes = SHEET, *, by: object = None) -> None:
    uploads.keep(by or cast.olga, UploadKind.PATIENTS, file_name="patients.csv", data=data, origin=NOWHERE)  # type: ignore[arg-type]


def test_the_file_comes_back_as_it_was_sent_and_only_to_who_sent_it(cast: Cast) -> None:
    neighbour = the_cast(name="Beta", slug="beta")
    send(cast)
    assert uploads.kept(cast.olga) == Upload(UploadKind.PATIENTS, "patients.csv", SHEET)
    assert uploads.kept(neighbour.olga) is None


def test_nothing_of_it_can_be_read_in_the_database(cast: Cast) -> None:
    send(cast)
    with read() as db:
        content = db.scalar(sa.select(col(ImportUpload.content)))
    assert content
    assert "Noa" not in content


def test_a_second_file_takes_the_place_of_the_first(cast: Cast) -> None:
    send(cast)
    send(cast, b"Nombre\nPol Prats\n")
    kept = uploads.kept(cast.olga)
    assert kept is not None
    assert kept.data == b"Nombre\nPol Prats\n"


def test_it_is_gone_after_an_hour_and_when_it_is_forgotten(cast: Cast, standing_clock: StandingClock) -> None:
    send(cast)
    standing_clock.shift(uploads.STAYS - timedelta(seconds=1))
    assert uploads.kept(cast.olga) is not None
    assert uploads.forget_old(clock.now()) == 0
    standing_clock.shift(timedelta(seconds=1))
    assert uploads.kept(cast.olga) is None
    assert uploads.forget_old(clock.now()) == 1
    send(cast)
    uploads.forget(cast.olga)
    assert uploads.kept(cast.olga) is None


@pytest.mark.parametrize("who", ["marta", "ruth"])
def test_only_an_admin_may_send_one_and_a_refusal_leaves_a_trace(cast: Cast, who: str) -> None:  # ID-8, GD-1
    with pytest.raises(NotAllowed):
        send(cast, by=getattr(cast, who))
    with read() as db:
        denied = db.scalars(sa.select(ActivityEntry.detail).where(ActivityEntry.action == Action.ACCESS_DENIED)).all()
    assert [entry["what"] for entry in denied] == ["import"]


def test_one_that_is_too_big_is_refused(cast: Cast) -> None:
    send(cast, b"a" * uploads.MOST_BYTES)
    with pytest.raises(FileTooBig):
        send(cast, b"a" * (uploads.MOST_BYTES + 1))
