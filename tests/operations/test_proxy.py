"""Behind the proxy that `deploy/` brings, with TLS of its own making: as people meet it (OP-6)."""

import os
import shutil
import socket
import ssl
import subprocess
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests import engines
from tests.hostile.wire import Refused, Wire
from tests.operations.house import ROOT, House, house, wait_until
from tests.ports import free_port

# Certificates from an authority of Caddy's own, ports anybody may use, nothing to be commanded over the network.
HERE = """{{
	admin off
	local_certs
	skip_install_trust
	http_port {http}
	https_port {https}
	storage file_system {folder}
}}
"""


@dataclass
class Front:
    """The proxy, and the practice behind it."""

    house: House
    port: int
    plain_port: int
    authority: Path

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    if shutil.which("caddy") is None:
        engines.do_without("caddy", "not installed")
    folder, port = tmp_path_factory.mktemp("caddy"), free_port()
    plain_port = free_port()
    told = HERE.format(http=plain_port, https=port, folder=folder)
    (folder / "Caddyfile").write_text(told + (ROOT / "deploy" / "Caddyfile").read_text())
    with house(tmp_path_factory.mktemp("behind")) as behind:
        behind.environment |= {"ESPAI_PUBLIC_URL": f"https://localhost:{port}", "ESPAI_TRUSTED_PROXY_HOPS": "1"}
        with (folder / "log").open("w") as log:
            caddy = subprocess.Popen(
                ["caddy", "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"],
                env={
                    **os.environ,
                    "ESPAI_SITE": "localhost",
                    "ESPAI_UPSTREAM": f"127.0.0.1:{behind.port}",
                    "HOME": str(folder),
                    "XDG_DATA_HOME": str(folder),
                    "XDG_CONFIG_HOME": str(folder),
                },
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            authority = folder / "pki" / "authorities" / "local" / "root.crt"
            wait_until(authority.exists, why=(folder / "log").read_text)
            behind.start()
            yield Front(behind, port, plain_port, authority)
        finally:
            caddy.terminate()
            caddy.wait(timeout=20)


def test_the_door_opens_over_tls_and_its_cookies_stay_on_this_host(front: Front) -> None:  # ID-4
    one = front.house.with_pin()[0]
    with httpx.Client(base_url=front.url, verify=front.trust(), headers={"origin": front.url}) as browser:
        page = browser.get("/es/")
        assert page.status_code == 200
        assert page.headers["strict-transport-security"].startswith("max-age=63072000")
        assert page.headers["x-request-id"]
        browser.post("/api/door/code", data={"code": one["code"], "lang": "es"})
        entered = browser.post("/api/door/pin", data={"pin": one["pin"], "lang": "es"})
        assert entered.headers["location"].endswith("/calendar")
        kept = [line for line in entered.headers.get_list("set-cookie") if "espai_session" in line]
        assert kept
        assert all(
            line.startswith("__Host-") and "Secure" in line and "HttpOnly" in line and "Path=/;" in line
            for line in kept
        )
        assert browser.get("/health/ready").status_code == 404
        picture = browser.get("/icons/icon.svg") if (ROOT / "assets" / "icons" / "icon.svg").exists() else page
        assert picture.status_code == 200


def test_a_page_speaks_over_its_socket_and_strangers_do_not(front: Front) -> None:
    address = (
        f"wss://localhost:{front.port}/_event/?EIO=4&transport=websocket&token=00000000-0000-4000-8000-000000000001"
    )
    own = Wire(address, {"Origin": front.url}, patience=10, trust=front.trust())
    assert (own.receive(10) or "").startswith("0")
    own.close()
    for foreign in ({"Origin": "https://evil.example"}, {"Origin": front.url.replace("https", "http")}, {}):
        with pytest.raises(Refused):
            Wire(address, foreign, patience=10, trust=front.trust())


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_what_is_said_cannot_be_read_later_by_whoever_gets_the_key(version: ssl.TLSVersion, front: Front) -> None:
    """Forward secrecy and authenticated encryption, in the two versions that are spoken."""
    trust = front.trust()
    trust.minimum_version = trust.maximum_version = version
    with line(front, trust) as tls:
        chosen = (tls.cipher() or ("",))[0]
    assert "GCM" in chosen or "CHACHA20" in chosen
    assert chosen.startswith(("ECDHE", "TLS_"))


@pytest.mark.parametrize("offered", ["ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "AES128-GCM-SHA256"])
def test_weak_ways_of_hiding_it_are_refused(offered: str, front: Front) -> None:
    """Without authenticated encryption, or readable later with the server's key."""
    trust = front.trust()
    trust.maximum_version = ssl.TLSVersion.TLSv1_2
    trust.set_ciphers(f"{offered}:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError), line(front, trust):
        pass


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_of_tls_are_refused(version: ssl.TLSVersion, front: Front) -> None:
    trust = front.trust()
    trust.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        trust.minimum_version = trust.maximum_version = version
    with pytest.raises(ssl.SSLError), line(front, trust):
        pass


def line(front: Front, trust: ssl.SSLContext) -> ssl.SSLSocket:
    """A connection to the proxy, its greetings exchanged."""
    return trust.wrap_socket(
        socket.create_connection(("localhost", front.port), timeout=10), server_hostname="localhost"
    )


def test_without_tls_one_is_led_to_it_and_told_nothing(front: Front) -> None:
    with httpx.Client(base_url=f"http://localhost:{front.plain_port}") as browser:
        for answer in (browser.get("/es/"), browser.post("/api/door/code", data={"code": "ZZZZZZ"})):
            assert answer.status_code in {301, 308}
            assert answer.headers["location"].startswith("https://localhost")
            assert "set-cookie" not in answer.headers
            assert answer.text == ""


def test_what_a_client_writes_into_the_forwarding_header_is_not_believed(front: Front) -> None:  # OP-6
    lying = {"x-forwarded-for": "203.0.113.66", "origin": front.url}
    with httpx.Client(base_url=front.url, verify=front.trust(), headers=lying) as browser:
        browser.post("/api/door/code", data={"code": "ZZZZZZ", "lang": "es"})
    with front.house.database() as database, database.engine.connect() as connection:
        seen = {row[0] for row in connection.exec_driver_sql("SELECT DISTINCT address FROM sign_in_attempt")}
    assert "203.0.113.66" not in seen
    assert seen & {"127.0.0.1", "::1"}
