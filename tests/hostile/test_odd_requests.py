"""Requests that no browser makes: addresses written oddly, bodies cut short, one request inside another (R7, R9)."""

import re
import socket

import pytest

from tests.hostile.server import Served

ODD = (
    "//", "//es/calendar", "/es//calendar", "/es/./calendar", "/es/../staff/agenda", "/es/staff/%2e%2e/calendar",
    "/es/calendar/index.html", "/es/staff/agenda/index.html", "/index.html", "/404.html", "/__spa-fallback.html",
    "/staff/patients/..%2f..%2f", "/staff/patients/%0d%0aX:y", "/es/calendar%5c", "/es/calendar%00", "/es/calendar//",
)  # fmt: skip


@pytest.mark.parametrize("path", ODD)
def test_a_page_has_one_address(path: str, portal: Served) -> None:
    """No other way of writing it leads past a door, to a file behind a page, or out of what goes around all answers."""
    host = portal.url.removeprefix("http://")
    said = spoken(portal, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert said.startswith("HTTP/1.1 404"), path
    assert "x-content-type-options: nosniff" in said.lower()
    assert "location:" not in said.lower()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:1", 303),
        ("[::1]:1", 303),
        ("espai:1", 303),
        ("evil.example", 403),
        ("evil.example:1", 403),
        ("", 403),
    ],
)
def test_a_name_of_the_internets_that_leads_here_is_not_ours(host: str, status: int, portal: Served) -> None:
    """Its page and the demo would have one origin, as far as a browser can tell."""
    named = {"host": host, "origin": f"http://{host}"}
    assert portal.stranger().http.post("/api/door/again", headers=named).status_code == status


def test_who_hangs_up_in_the_middle_is_no_failure_of_ours(portal: Served) -> None:
    host = portal.url.removeprefix("http://")
    host_name, _, port = host.partition(":")
    failures = portal.logs().count("Unforeseen failure")
    with socket.create_connection((host_name, int(port)), timeout=5) as line:
        line.sendall(
            f"POST /api/door/code HTTP/1.1\r\nHost: {host}\r\nOrigin: {portal.url}\r\n"
            "Content-Length: 400\r\n\r\ncode=".encode()
        )
    assert portal.stranger().http.get("/es/").status_code == 200
    assert portal.logs().count("Unforeseen failure") == failures


BODIES = {
    "two lengths": "Content-Length: 4\r\nContent-Length: 60\r\n",
    "a length and chunks": "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    "chunks in disguise": "Transfer-Encoding: xchunked\r\nTransfer-Encoding : chunked\r\n",
    "a length that is none": "Content-Length: +4\r\n",
    "a folded line": "X-A: b\r\n c: d\r\nContent-Length: 4\r\n",
    "a space before the colon": "Content-Length : 4\r\n",
}


@pytest.mark.parametrize("headers", BODIES.values(), ids=BODIES.keys())
def test_no_second_request_hides_in_a_first(headers: str, portal: Served) -> None:
    """What two servers could read in two ways is refused, or read as one request: the second never runs as its own."""
    host = portal.url.removeprefix("http://")
    hidden = f"GET /api/session HTTP/1.1\r\nHost: {host}\r\nX-Hidden: canary-hidden\r\n\r\n"
    first = f"POST /api/door/code HTTP/1.1\r\nHost: {host}\r\nOrigin: {portal.url}\r\n{headers}\r\n0\r\n\r\n"
    answers = spoken(portal, first + hidden)
    statuses = re.findall(r"HTTP/1\.1 (\d{3})", answers)
    assert statuses == [] or statuses[0][0] in "45" or len(statuses) == 1, (headers, statuses)


def spoken(portal: Served, raw: str) -> str:
    """What the server says to these bytes until it hangs up, or is quiet for a second."""
    host, _, port = portal.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        line.settimeout(1)
        line.sendall(raw.encode("latin-1"))
        heard = b""
        try:
            while part := line.recv(65_536):
                heard += part
        except OSError:
            pass
    return heard.decode("latin-1")
