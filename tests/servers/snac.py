"""A snac2 server on loopback: small, independent, and with habits of its own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http
from meydan.connectors.mastodon.oauth import MastodonSignIn


def program() -> str | None:
    """The server's program on PATH or where `install.sh` puts it."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    here = Path(os.environ.get("MEYDAN_SERVERS") or f"{cache}/meydan/servers") / "snac/usr/bin/snac"
    return shutil.which("snac") or (str(here) if here.exists() else None)


@dataclass
class Snac:
    """A running server; `passwords` by user name."""

    url: str
    folder: Path
    binary: str
    passwords: dict[str, str] = field(default_factory=dict)

    def user(self, name: str) -> None:
        """A new account."""
        command = [self.binary, "adduser", str(self.folder), name]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        found = re.search(r"password is (\S+)", done.stdout + done.stderr)
        assert found, done.stdout + done.stderr
        self.passwords[name] = found[1]

    async def credential(self, name: str) -> Credential:
        """What a person does to sign in: open the address, log in, paste the code that is shown."""
        async with Http(self.url, user_agent="test") as http:
            sign_in = MastodonSignIn()
            pending = await sign_in.begin(http)
            asked = {key: values[0] for key, values in parse_qs(urlsplit(pending.url).query).items()}
            form = {
                "login": name,
                "passwd": self.passwords[name],
                "redir": asked["redirect_uri"],
                "cid": asked["client_id"],
                "state": asked["state"],
            }
            request = urllib.request.Request(f"{self.url}/oauth/x-snac-login", urlencode(form).encode())
            with urllib.request.urlopen(request, timeout=10) as page:
                shown = page.read().decode()
            code = re.search(r"[0-9a-f]{32}", shown)
            assert code, shown
            return await sign_in.finish(http, pending, code[0])

    def call(self, method: str, path: str, token: str, **fields: object) -> object:
        """One call as somebody else's program would make it."""
        data = json.dumps(fields).encode() if fields else None
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def post(self, token: str, text: str, **more: object) -> str:
        """The id of a new status."""
        made = self.call("POST", "/api/v1/statuses", token, status=text, **more)
        assert isinstance(made, dict)
        return str(made["id"])


@contextlib.contextmanager
def running(binary: str, folder: Path, port: int) -> Iterator[Snac]:
    """A server with its data in `folder`."""
    data = folder / "data"
    answers = f"127.0.0.1\n{port}\nlocalhost:{port}\n\nadmin@example.org\n"
    subprocess.run([binary, "init", str(data)], input=answers, text=True, check=True, capture_output=True)
    settings = json.loads((data / "server.json").read_text())
    settings["protocol"] = "http"
    (data / "server.json").write_text(json.dumps(settings))
    # It knows itself by this name, and delivers to itself under it.
    server = Snac(f"http://localhost:{port}", data, binary)
    process = subprocess.Popen(
        [binary, "httpd", str(data)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(f"{server.url}/api/v1/instance", timeout=2).close()
                break
            time.sleep(0.1)
        else:
            raise RuntimeError("snac did not start")
        yield server
    finally:
        process.terminate()
        process.wait(10)
