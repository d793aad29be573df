"""Where a video call is."""

LONGEST_LINK = 300


def call_link(place: str) -> str:
    """The address of a call, if it is one that a browser may be sent to (https, without blanks); nothing otherwise."""
    is_link = place.startswith("https://") and place.isprintable() and " " not in place
    return place[:LONGEST_LINK] if is_link else ""
