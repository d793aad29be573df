"""The aim of each figure of a patient's phone, and what stands between it and less."""

FLOOR = "React, socket.io and Reflex are 75 KB of it"
NO_LIGHTHOUSE = "no `lighthouse` was found (npm install -g lighthouse@13, or LIGHTHOUSE)"
DOOR_PAINT = "three round trips: TCP, TLS, the page; with an empty page it takes 110 ms less on slow 4G"
ENTRY = "bcrypt, a round trip for the PIN, three for the socket with the data on it, React's start"
AIMS: dict[str, tuple[float, str]] = {
    "door_kb": (10, "a fifth of it are headers; of the rest half is style, for each look a palette"),
    "door_and_ahead_kb": (145, FLOOR),
    "calendar_kb": (145, FLOOR),
    "app_kb": (145, f"every page of a patient's visited; {FLOOR}"),
    "second_visit_kb": (2, "headers: the page and the worker are asked after, and found unchanged"),
    "lighthouse.door.performance": (99, DOOR_PAINT),
    "lighthouse.door.accessibility": (100, "nothing"),
    "lighthouse.door.best_practices": (100, "nothing"),
    "lighthouse.door.layout_shift": (0, "nothing"),
    "lighthouse.door.blocking_ms": (60, "the door's script"),
    "lighthouse.calendar.performance": (99, "the largest paint is the next session, which the socket brings"),
    "lighthouse.calendar.accessibility": (100, "nothing"),
    "lighthouse.calendar.best_practices": (100, "nothing"),
    "lighthouse.calendar.layout_shift": (0, "nothing"),
    "lighthouse.calendar.blocking_ms": (60, "the data, drawn by React in one go"),
    "lines.slow_4g.door_usable_ms": (750, DOOR_PAINT),
    "lines.slow_4g.submit_to_taps_ms": (1_300, ENTRY),
    "lines.3g.door_usable_ms": (1_200, DOOR_PAINT),
    "lines.3g.submit_to_taps_ms": (2_300, ENTRY),
    "tap_ms.month": (50, "42 cells drawn by React at a quarter of the speed"),
    "tap_ms.day": (50, "the sheet drawn by React; what can wait comes after it"),
    "layout_shift": (0, "nothing"),
    "socket_bytes.month": (800, "nothing: the months are there"),
    "socket_bytes.day": (200, "the framework's envelope is 100 bytes, twice"),
    "socket_bytes.request": (600, "the day, the frame and the answer are a message each"),
    "socket_bytes.load": (3_072, "the first state, names and all"),
    "socket_bytes.reconnect": (3_072, "the same: what differs from the defaults"),
    "socket_bytes.language": (1_024, "what the server words: next session and places"),
    "server_p95_ms": (15, "the openings of three months, worked out anew for each look (AV-1)"),
}
