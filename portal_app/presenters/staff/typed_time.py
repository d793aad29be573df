"""Times of day as people type them."""

import re
from datetime import time

HOURS, MINUTES = range(24), range(60)


def as_time(written: str) -> time | None:
    """9:30, 09.30, 9h30, 930 or 9; nothing for what is no time."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?(?::\d{2})?h?", written.strip().lower())
    if found is None or int(found[1]) not in HOURS or int(found[2] or 0) not in MINUTES:
        return None
    return time(int(found[1]), int(found[2] or 0))
