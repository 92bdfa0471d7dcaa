"""A stand-in for the chart repositories, which tests cannot reach: a proxy that answers in their place.

Helm asks for the very addresses that a bundle names. The proxy takes each connection itself, shows a certificate that
the caller's environment trusts, and serves the stand-in charts packed as `helm package` packs them.
"""

import io
import json
import ssl
import tarfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from generator.facts.charts import load_chart
from generator.model.tree import Tree
from tests.standin.chart import chart_for

HOSTS = ("helm.ngc.nvidia.com", "nvidia.github.io")
"""The repositories' hosts, which the certificate has to name."""


class Package(NamedTuple):
    """A chart as a repository offers it; `repository` is its address, without a slash at the end."""

    repository: str
    name: str
    version: str
    content: bytes


def package(chart: str, version: str, folder: Path) -> Package:
    """Return a chart's release, the real one if the environment names it, packed from a folder made for it."""
    sheet = load_chart(chart, version)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(chart_for(chart, version, folder), arcname=chart)
    return Package(sheet.repository, chart, sheet.version, packed.getvalue())


@contextmanager
def answering(packages: list[Package], certificate: Path, key: Path) -> Iterator[dict[str, str]]:
    """Serve packages at their addresses; yield what the environment of whoever fetches needs."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    pages = _pages(packages)

    class Handler(_Proxy):
        context = tls
        found = pages

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield {"HTTPS_PROXY": f"http://127.0.0.1:{server.server_address[1]}", "SSL_CERT_FILE": str(certificate)}
        server.shutdown()
        thread.join()


def _pages(packages: list[Package]) -> dict[str, bytes]:
    """Return what lies at which host and path."""
    found: dict[str, bytes] = {}
    for repository in {one.repository for one in packages}:
        entries: dict[str, list[Tree]] = {}
        for one in packages:
            if one.repository == repository:
                name = f"{one.name}-{one.version}.tgz"
                found[f"{_place(repository)}/{name}"] = one.content
                entry: Tree = {"apiVersion": "v2", "name": one.name, "version": one.version, "urls": [name]}
                entries.setdefault(one.name, []).append(entry)
        # JSON is YAML; Helm reads a date that is not there as none.
        index = {"apiVersion": "v1", "entries": entries}
        found[f"{_place(repository)}/index.yaml"] = json.dumps(index).encode()
    return found


def _place(repository: str) -> str:
    parts = urlsplit(repository)
    return f"{parts.hostname}{parts.path}"


class _Proxy(BaseHTTPRequestHandler):
    """Takes a CONNECT for any host, answers inside it for that host, and says 404 for what it has not."""

    context: ssl.SSLContext
    found: Mapping[str, bytes]

    def do_CONNECT(self) -> None:
        host = self.path.partition(":")[0]
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with self.context.wrap_socket(self.connection, server_side=True) as inner:
            with inner.makefile("rb") as asked:
                path = asked.readline().decode("ascii").split(" ")[1]
                while asked.readline().strip():
                    """Headers change nothing."""
            content = self.found.get(host + path)
            status = "404 Not Found" if content is None else "200 OK"
            body = content or b""
            head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            inner.sendall(head.encode("ascii") + body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
