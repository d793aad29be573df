"""The text of a calendar file, whatever program wrote it (PR-4, RFC 5545 section 3.1)."""

import re

_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_FOLD = re.compile(rb"\n[ \t]")


def calendar_text(data: bytes) -> bytes:
    """The lines in UTF-8, each whole and ended by CRLF.

    Programs fold lines in the middle of a letter, end them as they like, begin with a mark of the encoding or with
    nothing at all, and some write as Windows does.
    """
    if (wide := _WIDE.get(data[:2])) is not None:
        data = data.decode(wide, errors="replace").encode()
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    data = _FOLD.sub(b"", data.lstrip())
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return text.replace("\n", "\r\n").encode()
