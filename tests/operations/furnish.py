"""Makes the demo practice of today in whichever database the settings name, and notes its people and its events."""

import json
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from portal_app import clock, demo, settings
from portal_app.services import schema, transaction
from portal_app.services.transaction import Database


def main() -> None:
    now = settings.current()
    schema.upgrade(now.database_url)
    database = Database(now.database_url)
    transaction.use(database)
    today = clock.now().astimezone(ZoneInfo("Europe/Madrid")).date()
    demo.build(now.public_url, today=today, data_dir=now.data_dir)
    database.close()
    from portal_app.portal_app import app
    from tests.hostile.events import events_of

    (now.data_dir / "events.json").write_text(json.dumps([one["name"] for one in events_of(app)]), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
