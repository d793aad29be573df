"""The patient's trail in words (GD-1, GD-2)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from models.vocabulary import Action, Locale
from portal_app.i18n.text import Text, text
from portal_app.presenters.patient import trail
from portal_app.services.own_activity import TOLD, OwnActivity, Trace
from portal_app.services.own_rows import Portal
from tests.builders import NOW

ES, CA, EN = (text(locale) for locale in (Locale.ES, Locale.CA, Locale.EN))
PORTAL = Portal("Alba", ZoneInfo("Europe/Madrid"), "Ana Ribas Font", "m", "Marta", "", 0, 0, NOW, tuple(Locale))
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari"


def _trace(action: Action, *, hours_ago: int = 0, by: str = "", address: str = "", agent: str = "") -> Trace:
    return Trace(action, NOW - timedelta(hours=hours_ago), address, agent, by)


@pytest.mark.parametrize("t", [ES, CA, EN])
@pytest.mark.parametrize("action", sorted(TOLD))
def test_every_action_a_patient_is_told_of_has_words_of_its_own(t: Text, action: Action) -> None:
    assert trail.sentence(t, _trace(action, by="Marta")) != t("Something changed in your space")


def test_it_is_said_as_one_would_say_it() -> None:
    read = _trace(Action.FILE_READ, by="Marta Ferrer")
    assert [trail.sentence(t, read) for t in (ES, CA, EN)] == [
        "Marta Ferrer abrió tu ficha",
        "Marta Ferrer va obrir la teva fitxa",
        "Marta Ferrer opened your file",
    ]
    assert trail.sentence(ES, _trace(Action.FILE_READ)) == "La consulta abrió tu ficha"


def test_a_request_or_a_session_is_told_with_its_own_time() -> None:
    asked = Trace(Action.REQUEST_MADE, NOW, "", "", "", about=NOW + timedelta(days=3, hours=2))
    (day,) = trail.activity_view(ES, OwnActivity(PORTAL, [asked], more=False)).days
    assert day.traces[0].words == "Solicitud de hora: 22\N{NO-BREAK SPACE}oct, 11:00"


def test_the_lines_are_grouped_by_the_days_of_the_practices_wall() -> None:
    page = OwnActivity(
        PORTAL,
        [
            _trace(Action.SIGNED_IN, agent=SAFARI, address="81.44.7.20"),
            _trace(Action.REQUEST_MADE, hours_ago=10),
            _trace(Action.SIGN_IN_FAILED, hours_ago=11),
            _trace(Action.PIN_SET, hours_ago=24 * 300),
        ],
        more=True,
    )
    view = trail.activity_view(ES, page)
    assert [day.title for day in view.days] == ["Hoy", "Ayer", "23 de diciembre de 2025"]
    assert [[line.where for line in day.traces] for day in view.days] == [
        ["9:00 · iPhone · 81.44.x.x"],
        ["23:00", "22:00"],
        ["8:00"],
    ]
    assert [line.kind for day in view.days for line in day.traces] == ["door", "request", "warning", "door"]
    assert view.more


@pytest.mark.parametrize(
    ("address", "shown"),
    [("81.44.7.20", "81.44.x.x"), ("2001:db8:1:2::7", "2001:db8:x:x"), ("", ""), ("::1", "")],
)
def test_an_address_is_shortened(address: str, shown: str) -> None:
    assert trail.masked(address) == shown
