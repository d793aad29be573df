"""The aim of each figure of a patient's phone, and what stands between it and less."""

FLOOR = "React, React Router, socket.io and Reflex are 125 KB of it"
NO_LIGHTHOUSE = "Lighthouse: null where no `lighthouse` is found (npm install -g lighthouse@13, or LIGHTHOUSE)"
AIMS: dict[str, tuple[float, str]] = {
    "door_kb": (10, "half of it is the style and the script that stand in for a framework"),
    "door_and_ahead_kb": (145, FLOOR),
    "app_kb": (145, FLOOR),
    "second_visit_kb": (2, "headers: the page and the worker are asked after, and found unchanged"),
    "lighthouse.door.performance": (99, NO_LIGHTHOUSE),
    "lighthouse.door.accessibility": (100, NO_LIGHTHOUSE),
    "lighthouse.door.best_practices": (100, NO_LIGHTHOUSE),
    "lighthouse.door.layout_shift": (0, NO_LIGHTHOUSE),
    "lighthouse.door.blocking_ms": (60, NO_LIGHTHOUSE),
    "lighthouse.calendar.performance": (99, NO_LIGHTHOUSE),
    "lighthouse.calendar.accessibility": (100, NO_LIGHTHOUSE),
    "lighthouse.calendar.best_practices": (100, NO_LIGHTHOUSE),
    "lighthouse.calendar.layout_shift": (0, NO_LIGHTHOUSE),
    "lighthouse.calendar.blocking_ms": (60, NO_LIGHTHOUSE),
    "lines.slow_4g.door_usable_ms": (750, "four round trips: TCP, TLS, the page"),
    "lines.slow_4g.submit_to_taps_ms": (1_300, "bcrypt, a round trip for the PIN, four for the socket, React's start"),
    "lines.3g.door_usable_ms": (1_200, "four round trips: TCP, TLS, the page"),
    "lines.3g.submit_to_taps_ms": (2_300, "bcrypt, a round trip for the PIN, four for the socket, React's start"),
    "tap_ms.month": (50, "42 cells drawn by React at a quarter of the speed"),
    "tap_ms.day": (50, "the sheet drawn by React, and the event put on its way"),
    "layout_shift": (0, "nothing"),
    "socket_bytes.month": (800, "nothing: the months are there"),
    "socket_bytes.day": (200, "the framework's envelope is 100 bytes, twice"),
    "socket_bytes.request": (600, "the day, the frame and the answer are a message each"),
    "socket_bytes.reconnect": (3_072, "the first state, names and all"),
    "socket_bytes.language": (1_024, "what the server words: next session and places"),
    "server_p95_ms": (15, "the openings of three months, worked out anew for each look (AV-1)"),
}
