"""The page with the patient's own trail."""

from portal_app.domain.refs import Origin
from portal_app.domain.repeats import ONE_OPENING
from portal_app.services import patient_file
from portal_app.services.own_activity import PAGE
from portal_app.states.patient.activity import ActivityState
from tests.builders import Cast
from tests.conftest import StandingClock
from tests.states.patient_page import Tab

OFFICE = Origin(address="192.0.2.50", user_agent="Tests")


async def test_the_page_shows_who_opened_the_file_and_more_on_demand(
    cast: Cast, standing_clock: StandingClock
) -> None:  # GD-1
    for _ in range(PAGE + 1):
        patient_file.open_file(cast.marta, cast.ana.patient_id, origin=OFFICE)
        standing_clock.shift(ONE_OPENING)
    tab = Tab(cast.ana, "/ca/me/activity")
    await tab.send(ActivityState, "load")
    page = await tab.state(ActivityState)
    assert page.view.days[0].title == "Avui"
    assert page.view.days[0].traces[0].words == "Marta Soler Puig va obrir la teva fitxa"
    assert (len(page.view.days[0].traces), page.view.more) == (PAGE, True)
    await tab.send(ActivityState, "show_more")
    assert (len(page.view.days[0].traces), page.view.more) == (PAGE + 1, False)
    await tab.send(ActivityState, "load")
    assert len(page.view.days[0].traces) == PAGE
