"""What the framework says of a newer version in its own English, said by the page in the person's language."""

import re
from typing import Any

from reflex_base.plugins import Plugin

from portal_app.front_end import SOCKET_SCRIPT, BuildError, edited

_BANNER = re.compile(r"const showNewVersionBanner = \(\) => \{\n.*?\n\};\n", re.DOTALL)
_OWN_BANNER = """const showNewVersionBanner = () => {
  window.espaiNewer = true;
  window.dispatchEvent(new Event("espai:newer"));
};
"""
_RELOAD = """  if (Date.now() - last_reload > info.reload_cooldown_ms) {
    reloadForNewVersion();
"""
# Whoever has typed something says no (idle.js), and is told instead.
_OWN_RELOAD = """  const may = window.dispatchEvent(new Event("espai:older", { cancelable: true }));
  if (may && Date.now() - last_reload > info.reload_cooldown_ms) {
    reloadForNewVersion();
"""


class NewerVersion(Plugin):
    """A page that finds its server newer loads itself anew once, unless something would be lost, and else says so in
    its own words (`idle.js`).
    """

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](SOCKET_SCRIPT, in_our_words)


def in_our_words(script: str) -> str:
    """The socket's script, with its own banner and its own will to reload taken out.

    `BuildError` when it has neither in the words we know.
    """
    otherwise = f"{SOCKET_SCRIPT} no longer tells of a new version in the words we know."
    script, found = _BANNER.subn(_OWN_BANNER, script)
    if found != 1:
        raise BuildError(otherwise)
    return edited(script, _RELOAD, _OWN_RELOAD, otherwise=otherwise)
