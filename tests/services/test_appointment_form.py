"""What a form for an appointment offers and shows, and to whom (AG-2, AG-3)."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.tables import Appointment, Centre, Service
from models.vocabulary import AppointmentStatus
from portal_app.domain.problems import NotYours
from portal_app.domain.refs import NOWHERE
from portal_app.domain.series import Repetition, Scope
from portal_app.services import appointment_form, appointments, series
from portal_app.services.appointment_form import SeriesShown
from portal_app.services.transaction import write
from tests.builders import BARCELONA, Cast, appointment, at, the_cast
from tests.conftest import StandingClock

THURSDAY = "2026-10-22 10:00"


def test_what_is_in_use_can_be_chosen(cast: Cast) -> None:
    with write() as db:
        db.add(Service(practice_id=cast.practice_id, names={"es": "Antes"}, length_minutes=30, active=False))
        db.add(Centre(practice_id=cast.practice_id, name="Sants", active=False))
    found = appointment_form.choices(cast.ruth)
    assert [one.name for one in found.therapists] == ["Jordi Vidal Roca", "Marta Soler Puig"]
    assert [(one.service_id, one.length) for one in found.services] == [(cast.individual, timedelta(minutes=50))]
    assert [(one.name, one.online) for one in found.centres] == [("Gràcia", False), ("Online", True)]
    assert (found.zone, found.interval) == (BARCELONA, timedelta(minutes=30))


def test_a_therapist_chooses_nobody_elses_agenda(cast: Cast) -> None:  # ID-8
    for staff in (cast.marta, replace(cast.marta, sees_all=True)):
        assert [one.staff_id for one in appointment_form.choices(staff).therapists] == [cast.marta.staff_id]


def test_an_appointment_is_shown_with_what_its_form_needs(cast: Cast, standing_clock: StandingClock) -> None:
    appointment_id = appointment(cast, cast.ana, THURSDAY, pack_id=cast.ana_pack)
    one = appointment_form.shown(cast.marta, appointment_id)
    assert (one.patient, one.therapist, one.centre, one.online) == (
        "Ana Ribas Font",
        "Marta Soler Puig",
        "Gràcia",
        False,
    )
    assert (one.sequence, one.status, one.has_begun) == (0, AppointmentStatus.CONFIRMED, False)
    assert (one.created_by, one.from_pack, one.series, one.may_change) == ("Ruth Campos Gil", True, None, True)
    standing_clock.move_to(at(THURSDAY))
    appointments.cancel(cast.marta, appointment_id, reason="Grip", origin=NOWHERE)
    again = appointment_form.shown(cast.ruth, appointment_id)
    assert (again.sequence, again.has_begun, again.cancel_reason) == (1, True, "Grip")


def test_one_of_a_series_says_how_many_are_to_come(cast: Cast, standing_clock: StandingClock) -> None:  # AG-3
    made = series.create(
        cast.ruth,
        cast.ana.patient_id,
        therapist_id=cast.marta.staff_id,
        service_id=cast.individual,
        centre_id=cast.gracia,
        starts_at=at(THURSDAY),
        repetition=Repetition(every_weeks=2, times=4),
        origin=NOWHERE,
    )
    standing_clock.move_to(at("2026-10-23 10:00"))
    series.cancel(cast.ruth, made.appointment_ids[3], scope=Scope.THIS, origin=NOWHERE)
    shown = appointment_form.shown(cast.ruth, made.appointment_ids[0]).series
    assert shown == SeriesShown(made.series_id, every_weeks=2, to_come=2)


def test_an_appointment_is_shown_to_who_may_see_the_agenda(cast: Cast) -> None:  # ID-8, PR-5
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    sees_all = replace(cast.jordi, sees_all=True)
    assert not appointment_form.shown(sees_all, appointment_id).may_change
    for stranger in (cast.jordi, the_cast(slug="lluna").olga):
        with pytest.raises(NotYours):
            appointment_form.shown(stranger, appointment_id)


def test_one_made_by_nobody_of_the_staff_has_no_maker(cast: Cast) -> None:
    appointment_id = appointment(cast, cast.ana, THURSDAY)
    with write() as db:
        db.execute(sa.update(Appointment).values(created_by=""))
    assert appointment_form.shown(cast.marta, appointment_id).created_by == ""
