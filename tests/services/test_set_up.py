"""Services, centres, policies and who is visible: an admin's, checked field by field (PR-1, ID-8)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from models.tables import ActivityEntry, Patient, Practice, WorkingHours
from models.vocabulary import Action, CentreKind, Locale, WhoMayAsk
from portal_app.domain.problems import BadFields, ChangedMeanwhile, NotAllowed, NotYours, StillInUse
from portal_app.domain.refs import NOWHERE, StaffRef
from portal_app.domain.set_up import CentreDraft, ServiceDraft
from portal_app.services import transaction
from portal_app.services.set_up import centres, policies, services_offered, therapists
from portal_app.services.transaction import Change, read, write
from tests.builders import Cast, appointment, on, the_cast
from tests.services.free_times import free_on

NAMES = {"es": "Terapia de pareja", "ca": "Teràpia de parella", "en": "Couples therapy"}
COUPLE = ServiceDraft(NAMES, 75, before_minutes=5, after_minutes=15, price_cents=8_000, hue=218, patients_may_ask=False)
SANTS = CentreDraft("Sants", address="Carrer de Sants 1, Barcelona", region="CT")


def entries() -> list[dict[str, str]]:
    with read() as db:
        rows = db.scalars(
            sa.select(ActivityEntry.detail)
            .where(ActivityEntry.action == Action.PRACTICE_CHANGED)
            .order_by(ActivityEntry.number)
        )
        return list(rows)


def refused(doing: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(BadFields) as refusal:
        doing()
    return [(one.name, one.code) for one in refusal.value.facts["fields"]]


def service(cast: Cast, service_id: str) -> services_offered.ServiceOffered:
    return next(one for one in services_offered.listed(cast.olga) if one.service_id == service_id)


def centre(cast: Cast, centre_id: str) -> centres.CentreSet:
    return next(one for one in centres.listed(cast.olga) if one.centre_id == centre_id)


@pytest.fixture
def news() -> list[Change]:
    heard: list[Change] = []
    transaction.listen(heard.append)
    return heard


# services


def test_a_new_service_stands_last_and_is_in_the_trail(cast: Cast) -> None:  # PR-1, GD-1
    service_id = services_offered.create(
        cast.olga, replace(COUPLE, names={**NAMES, "es": "  Terapia  de pareja "}), origin=NOWHERE
    )
    listed = services_offered.listed(cast.ruth)
    assert [one.service_id for one in listed] == [cast.individual, service_id]
    assert (listed[1].draft, listed[1].active) == (COUPLE, True)
    assert entries() == [{"change": "service.created", "service_id": service_id}]


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"names": {"es": "", "ca": "x" * 81}}, [("name_es", "empty"), ("name_ca", "too_long"), ("name_en", "empty")]),
        ({"length_minutes": 4}, [("length_minutes", "too_small")]),
        ({"length_minutes": 721}, [("length_minutes", "too_big")]),
        ({"before_minutes": -1, "after_minutes": 241}, [("before_minutes", "too_small"), ("after_minutes", "too_big")]),
        ({"price_cents": -1}, [("price_cents", "too_small")]),
        ({"hue": 360}, [("hue", "too_big")]),
    ],
)
def test_a_service_that_cannot_be_is_refused_field_by_field(
    cast: Cast, values: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    draft = replace(COUPLE, **values)
    assert refused(lambda: services_offered.create(cast.olga, draft, origin=NOWHERE)) == problems
    seen = service(cast, cast.individual).state
    assert (
        refused(lambda: services_offered.change(cast.olga, cast.individual, draft, seen=seen, origin=NOWHERE))
        == problems
    )
    assert (len(services_offered.listed(cast.olga)), entries()) == (1, [])


def test_a_changed_service_leaves_what_is_booked_as_it_is(cast: Cast, news: list[Change]) -> None:
    appointment(cast, cast.ana, "2026-10-22 10:00")
    before = service(cast, cast.individual)
    assert (before.patients, before.to_come) == (3, 1)
    news.clear()
    services_offered.change(cast.olga, cast.individual, COUPLE, seen=before.state, origin=NOWHERE)
    assert service(cast, cast.individual).draft == COUPLE
    assert [one.every_patient for one in news] == [True]
    slots = free_on(cast, "2026-10-22")
    assert {(slot.ends_at - slot.starts_at).total_seconds() / 60 for slot in slots} == {75}


def test_of_two_admins_the_second_reads_that_it_changed(cast: Cast) -> None:
    seen = service(cast, cast.individual).state
    services_offered.change(cast.olga, cast.individual, COUPLE, seen=seen, origin=NOWHERE)
    late = replace(COUPLE, price_cents=1)
    with pytest.raises(ChangedMeanwhile):
        services_offered.change(cast.olga, cast.individual, late, seen=seen, origin=NOWHERE)
    with pytest.raises(ChangedMeanwhile):
        services_offered.retire(cast.olga, cast.individual, seen=seen, origin=NOWHERE)
    assert service(cast, cast.individual).draft == COUPLE


def test_a_service_is_retired_when_its_patients_have_another(cast: Cast) -> None:
    seen = service(cast, cast.individual).state
    with pytest.raises(StillInUse) as last:
        services_offered.retire(cast.olga, cast.individual, seen=seen, origin=NOWHERE)
    assert last.value.facts["last"] is True
    couple = services_offered.create(cast.olga, COUPLE, origin=NOWHERE)
    with pytest.raises(StillInUse) as refusal:
        services_offered.retire(cast.olga, cast.individual, seen=seen, origin=NOWHERE)
    assert (refusal.value.facts["patients"], refusal.value.facts["last"]) == (3, False)
    for nothing in (cast.individual, the_cast(slug="lluna").individual, "nothing"):
        with pytest.raises(NotYours):
            services_offered.retire(cast.olga, cast.individual, instead=nothing, seen=seen, origin=NOWHERE)
    services_offered.retire(cast.olga, cast.individual, instead=couple, seen=seen, origin=NOWHERE)
    with read() as db:
        theirs = db.scalars(sa.select(Patient.service_id).where(Patient.practice_id == cast.practice_id))
        assert set(theirs) == {couple}
    assert [(one.service_id, one.active) for one in services_offered.listed(cast.olga)] == [
        (couple, True),
        (cast.individual, False),
    ]
    services_offered.bring_back(cast.olga, cast.individual, origin=NOWHERE)
    assert service(cast, cast.individual).active


def test_services_stand_in_the_order_given(cast: Cast) -> None:
    couple = services_offered.create(cast.olga, COUPLE, origin=NOWHERE)
    third = services_offered.create(cast.olga, COUPLE, origin=NOWHERE)
    services_offered.reorder(cast.olga, [third, cast.individual], origin=NOWHERE)
    assert [one.service_id for one in services_offered.listed(cast.olga)] == [third, cast.individual, couple]
    with pytest.raises(NotYours):
        services_offered.reorder(cast.olga, [the_cast(slug="lluna").individual], origin=NOWHERE)


# centres


def test_a_centre_is_opened_changed_and_closed(cast: Cast) -> None:  # PR-1
    centre_id = centres.create(cast.olga, SANTS, origin=NOWHERE)
    made = centre(cast, centre_id)
    assert (made.draft, made.active, made.therapists, made.to_come) == (SANTS, True, (), 0)
    moved = replace(SANTS, address="Carrer de Galileu 2, Barcelona", region="")
    centres.change(cast.olga, centre_id, moved, seen=made.state, origin=NOWHERE)
    with pytest.raises(ChangedMeanwhile):
        centres.change(cast.olga, centre_id, SANTS, seen=made.state, origin=NOWHERE)
    centres.retire(cast.olga, centre_id, seen=centre(cast, centre_id).state, origin=NOWHERE)
    assert (centre(cast, centre_id).draft, centre(cast, centre_id).active) == (moved, False)
    centres.bring_back(cast.olga, centre_id, origin=NOWHERE)
    assert centre(cast, centre_id).active
    assert [one["change"] for one in entries()] == [
        "centre.created",
        "centre.changed",
        "centre.retired",
        "centre.brought_back",
    ]


@pytest.mark.parametrize(
    ("draft", "problems"),
    [
        (CentreDraft(" "), [("name", "empty"), ("address", "empty")]),
        (replace(SANTS, name="x" * 81, address="x" * 201), [("name", "too_long"), ("address", "too_long")]),
        (replace(SANTS, region="Narnia"), [("region", "unknown")]),
    ],
)
def test_a_centre_that_cannot_be_is_refused_field_by_field(
    cast: Cast, draft: CentreDraft, problems: list[tuple[str, str]]
) -> None:
    assert refused(lambda: centres.create(cast.olga, draft, origin=NOWHERE)) == problems
    assert (len(centres.listed(cast.olga)), entries()) == (2, [])


def test_online_needs_no_address_and_a_place_stays_a_place(cast: Cast) -> None:
    centres.create(cast.olga, CentreDraft("Videotrucada", kind=CentreKind.ONLINE), origin=NOWHERE)
    seen = centre(cast, cast.gracia).state
    draft = CentreDraft("Gràcia", kind=CentreKind.ONLINE)
    assert refused(lambda: centres.change(cast.olga, cast.gracia, draft, seen=seen, origin=NOWHERE)) == [
        ("kind", "stays")
    ]


def test_a_centre_where_somebody_works_or_something_is_booked_stays_open(cast: Cast) -> None:
    def retire() -> None:
        seen = centre(cast, cast.gracia).state
        centres.retire(cast.olga, cast.gracia, instead=cast.online, seen=seen, origin=NOWHERE)

    assert centre(cast, cast.gracia).therapists == ("Jordi Vidal Roca", "Marta Soler Puig")
    with pytest.raises(StillInUse) as refusal:
        retire()
    assert refusal.value.facts["therapists"] == ("Jordi Vidal Roca", "Marta Soler Puig")
    with write() as db:
        db.execute(sa.update(WorkingHours).values(valid_to=on("2026-10-18")))
    appointment(cast, cast.ana, "2026-10-22 10:00")
    with pytest.raises(StillInUse) as refusal:
        retire()
    assert (refusal.value.facts["therapists"], refusal.value.facts["appointments"]) == ((), 1)
    with write() as db:
        db.execute(sa.text("DELETE FROM appointment"))
    retire()
    with read() as db:
        assert set(db.scalars(sa.select(Patient.centre_id))) == {cast.online}


# policies


def test_policies_are_changed_and_the_trail_says_which(cast: Cast, news: list[Change]) -> None:  # PR-1, GD-1
    before = policies.shown(cast.olga)
    wanted = replace(
        before.policies,
        name=" Alba  Psicologia ",
        phone="93 123 45 68",
        whatsapp="",
        interval_minutes=60,
        notice_hours=24,
        who_may_ask=WhoMayAsk.CONSENTED,
        timezone="Atlantic/Canary",
        locale=Locale.CA,
    )
    news.clear()
    state = policies.change(cast.olga, wanted, seen=before.state, origin=NOWHERE)
    after = policies.shown(cast.ruth)
    assert after.policies == replace(wanted, name="Alba Psicologia", phone="+34931234568")
    assert (after.state, after.may_change) == (state, False)
    assert entries() == [
        {
            "change": "policies.changed",
            "fields": "phone whatsapp timezone locale interval_minutes notice_hours who_may_ask",
        }
    ]
    assert [one.every_patient for one in news] == [True]


def test_policies_that_are_the_same_are_no_change(cast: Cast) -> None:
    before = policies.shown(cast.olga)
    assert policies.change(cast.olga, before.policies, seen=before.state, origin=NOWHERE) == before.state
    assert entries() == []


def test_policies_that_cannot_be_are_refused_field_by_field(cast: Cast) -> None:
    before = policies.shown(cast.olga)
    wrong = replace(
        before.policies,
        name="",
        phone="12",
        whatsapp="call me",
        timezone="Europe/Gràcia",
        region="Narnia",
        interval_minutes=17,
        notice_hours=-1,
        horizon_days=0,
        most_pending=21,
        code_lapses_days=0,
    )
    assert refused(lambda: policies.change(cast.olga, wrong, seen=before.state, origin=NOWHERE)) == [
        ("phone", "no_phone"),
        ("whatsapp", "no_phone"),
        ("name", "empty"),
        ("timezone", "unknown"),
        ("region", "unknown"),
        ("interval_minutes", "unknown"),
        ("notice_hours", "too_small"),
        ("horizon_days", "too_small"),
        ("most_pending", "too_big"),
        ("code_lapses_days", "too_small"),
    ]
    closed = replace(before.policies, notice_hours=48, horizon_days=2)
    assert refused(lambda: policies.change(cast.olga, closed, seen=before.state, origin=NOWHERE)) == [
        ("notice_hours", "beyond_horizon")
    ]
    assert (policies.shown(cast.olga), entries()) == (before, [])


def test_a_region_that_was_there_may_stay(cast: Cast) -> None:
    with write() as db:
        db.execute(sa.update(Practice).values(region="FR"))
    before = policies.shown(cast.olga)
    policies.change(cast.olga, replace(before.policies, notice_hours=1), seen=before.state, origin=NOWHERE)
    assert {"ES", "CT", "MD"} <= set(policies.regions())


def test_of_two_who_change_policies_the_second_reads_that_it_changed(cast: Cast) -> None:
    before = policies.shown(cast.olga)
    policies.change(cast.olga, replace(before.policies, notice_hours=1), seen=before.state, origin=NOWHERE)
    with pytest.raises(ChangedMeanwhile):
        policies.change(cast.olga, replace(before.policies, most_pending=2), seen=before.state, origin=NOWHERE)


# therapists


def test_a_therapist_is_shown_to_patients_or_not(cast: Cast) -> None:  # AV-6
    therapists.show_to_patients(cast.olga, cast.marta.staff_id, visible=False, origin=NOWHERE)
    assert [(one.name, one.visible_to_patients) for one in therapists.listed(cast.ruth)] == [
        ("Jordi Vidal Roca", True),
        ("Marta Soler Puig", False),
    ]
    assert entries() == [{"change": "therapist.hidden", "therapist_id": cast.marta.staff_id}]
    for nobody in (cast.ruth.staff_id, the_cast(slug="lluna").marta.staff_id):
        with pytest.raises(NotYours):
            therapists.show_to_patients(cast.olga, nobody, visible=False, origin=NOWHERE)


def test_each_reads_what_they_may_set(cast: Cast) -> None:  # ID-8
    def may(staff: StaffRef) -> list[tuple[bool, bool]]:
        return [(one.may_set_hours, one.may_set_time_off) for one in therapists.listed(staff)]

    assert may(cast.olga) == [(True, True), (True, True)]
    assert may(cast.ruth) == [(False, True), (False, True)]
    assert may(cast.marta) == [(True, True)]
    assert may(replace(cast.marta, sees_all=True)) == [(False, False), (True, True)]


# who may  ID-8, PR-5


@pytest.mark.parametrize("who", ["marta", "ruth"])
@pytest.mark.parametrize(
    "doing",
    [
        lambda _cast, staff: services_offered.create(staff, COUPLE, origin=NOWHERE),
        lambda cast, staff: services_offered.change(staff, cast.individual, COUPLE, seen="", origin=NOWHERE),
        lambda cast, staff: services_offered.retire(staff, cast.individual, seen="", origin=NOWHERE),
        lambda cast, staff: services_offered.bring_back(staff, cast.individual, origin=NOWHERE),
        lambda cast, staff: services_offered.reorder(staff, [cast.individual], origin=NOWHERE),
        lambda _cast, staff: centres.create(staff, SANTS, origin=NOWHERE),
        lambda cast, staff: centres.change(staff, cast.gracia, SANTS, seen="", origin=NOWHERE),
        lambda cast, staff: centres.retire(staff, cast.gracia, seen="", origin=NOWHERE),
        lambda cast, staff: centres.bring_back(staff, cast.gracia, origin=NOWHERE),
        lambda cast, staff: centres.reorder(staff, [cast.gracia], origin=NOWHERE),
        lambda _cast, staff: policies.change(staff, policies.shown(staff).policies, seen="", origin=NOWHERE),
        lambda cast, staff: therapists.show_to_patients(staff, cast.marta.staff_id, visible=False, origin=NOWHERE),
    ],
)
def test_only_an_admin_sets_the_practice_up(
    cast: Cast, who: str, doing: Callable[[Cast, StaffRef], object]
) -> None:  # ID-8
    with pytest.raises(NotAllowed):
        doing(cast, getattr(cast, who))
    assert entries() == []
    with read() as db:
        assert db.scalars(sa.select(ActivityEntry.action)).all() == [Action.ACCESS_DENIED]


def test_nothing_of_another_practice_is_set_up(cast: Cast) -> None:  # PR-5
    olga = the_cast(slug="lluna").olga
    for doing in (
        lambda: services_offered.change(olga, cast.individual, COUPLE, seen="", origin=NOWHERE),
        lambda: services_offered.retire(olga, cast.individual, seen="", origin=NOWHERE),
        lambda: services_offered.bring_back(olga, cast.individual, origin=NOWHERE),
        lambda: centres.change(olga, cast.gracia, SANTS, seen="", origin=NOWHERE),
        lambda: centres.retire(olga, cast.gracia, seen="", origin=NOWHERE),
        lambda: centres.reorder(olga, [cast.gracia], origin=NOWHERE),
    ):
        with pytest.raises(NotYours):
            doing()
