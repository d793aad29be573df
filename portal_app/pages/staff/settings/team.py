"""/staff/settings/team: who works here (PR-1, ID-8)."""

import reflex as rx

from portal_app.components.staff.settings.area import area
from portal_app.components.staff.settings.team import new_member, team_list
from portal_app.i18n.text import Text
from portal_app.states.staff.settings.team import TeamState


def build(t: Text) -> rx.Component:
    """The page."""
    return area(t, "team", team_list(t), state=TeamState, loaded=TeamState.loaded, actions=new_member(t))
