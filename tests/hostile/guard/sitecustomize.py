"""Python finds this at its start: no connection to another machine, and a note of each that was tried (R16)."""

import os
import sys
from pathlib import Path

HERE = {"127.0.0.1", "::1", "localhost", "", "None"}


def refuse(event: str, args: tuple[object, ...]) -> None:
    """Let nothing out of this machine."""
    if event not in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        return
    address = args[1] if event != "socket.getaddrinfo" else args
    host = str(address[0] if isinstance(address, tuple) else address)
    if host in HERE or host.startswith("/"):
        return
    with Path(os.environ["ESPAI_TEST_OUTSIDE"]).open("a", encoding="utf-8") as noted:
        noted.write(f"{event} {host}\n")
    msg = "Nothing outside is reached from here."
    raise OSError(msg)


sys.addaudithook(refuse)
