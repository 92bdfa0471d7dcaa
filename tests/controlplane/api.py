"""A small client of the API server: one connection, JSON in and out, refusals as values."""

import http.client
import json
import ssl
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

from generator.model.tree import Tree
from tests.support.bundles import Object, at, items

WAIT_SECONDS = 60.0
PAUSE_SECONDS = 0.05
MERGE = "application/merge-patch+json"
Found = TypeVar("Found")


class Answer(NamedTuple):
    """What the API server said: the status code and the object, which for a refusal is a Status."""

    code: int
    body: Object

    @property
    def message(self) -> str:
        """Why it was refused."""
        return str(self.body.get("message", ""))


class RefusedError(Exception):
    """The API server refused what it had to take."""


class Api:
    """The API server of a cluster, asked as an administrator; every write is checked for unknown fields."""

    def __init__(self, port: int, authority: Path, token: str) -> None:
        self._port = port
        self._authority = authority
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._connection: http.client.HTTPSConnection | None = None
        self._collections: dict[tuple[str, str], tuple[str, bool]] = {}

    def again(self) -> "Api":
        """Return a client of the same server with a connection of its own, for another thread."""
        return Api(self._port, self._authority, self._headers["Authorization"].removeprefix("Bearer "))

    def ask(self, method: str, path: str, body: Tree = None, kind: str = "application/json") -> Answer:
        """Send a request and return the answer, whatever it is; raises OSError where nobody listens."""
        content = None if body is None else json.dumps(body)
        headers = {**self._headers, "Content-Type": kind}
        try:
            return self._send(method, path, content, headers)
        except (http.client.HTTPException, ConnectionError, ssl.SSLError):
            self.close()  # the server closes a connection that was idle for long
            return self._send(method, path, content, headers)

    def _send(self, method: str, path: str, content: str | None, headers: Mapping[str, str]) -> Answer:
        if self._connection is None:
            tls = ssl.create_default_context(cafile=str(self._authority))
            self._connection = http.client.HTTPSConnection("127.0.0.1", self._port, timeout=30, context=tls)
        self._connection.request(method, path, content, dict(headers))
        response = self._connection.getresponse()
        text = response.read().decode()
        body: Tree = json.loads(text) if text.startswith("{") else {"message": text}
        assert isinstance(body, dict)
        return Answer(response.status, body)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def path_of(self, found: Object) -> str:
        """Return where an object of any kind that the server knows lies."""
        version, kind = str(found["apiVersion"]), str(found["kind"])
        if (version, kind) not in self._collections:
            self._discover(version)
        plural, namespaced = self._collections[version, kind]
        space = f"/namespaces/{at(found, 'metadata', 'namespace')}" if namespaced else ""
        return f"{_group(version)}{space}/{plural}/{at(found, 'metadata', 'name')}"

    def _discover(self, version: str) -> None:
        for one in items(self.get(_group(version))["resources"]):
            name = str(at(one, "name"))
            if "/" not in name:
                self._collections[version, str(at(one, "kind"))] = (name, bool(at(one, "namespaced")))

    def get(self, path: str) -> Object:
        """Return an object or a list; raises RefusedError where there is none."""
        return _taken(self.ask("GET", path), path)

    def list(self, path: str, **query: str) -> list[Object]:
        """Return the objects of a collection."""
        found = self.get(f"{path}?{urlencode(query)}" if query else path)
        return [one for one in items(found["items"]) if isinstance(one, dict)]

    def exists(self, path: str) -> bool:
        """Whether there is such an object."""
        return self.ask("GET", path).code == 200

    def try_create(self, path: str, body: Object) -> Answer:
        """Create an object in a collection and return the answer, also where it is a refusal."""
        return self.ask("POST", f"{path}?fieldValidation=Strict", body)

    def create(self, path: str, body: Object) -> Object:
        """Create an object in a collection; raises RefusedError where it is not taken."""
        return _taken(self.try_create(path, body), path)

    def merge(self, path: str, body: Object) -> Object:
        """Change fields of an object; raises RefusedError where the change is not taken."""
        return _taken(self.ask("PATCH", f"{path}?fieldValidation=Strict", body, MERGE), path)

    def delete(self, path: str, **query: str) -> None:
        """Delete an object or a collection; it is fine if there is none."""
        answer = self.ask("DELETE", f"{path}?{urlencode(query)}" if query else path)
        if answer.code != 404:
            _taken(answer, path)


def _group(version: str) -> str:
    return f"/apis/{version}" if "/" in version else f"/api/{version}"


def _taken(answer: Answer, path: str) -> Object:
    if answer.code >= 400:
        raise RefusedError(f"{path}: {answer.code} {answer.message}")
    return answer.body


def wait_for(
    what: str,
    look: Callable[[], Found | None],
    seconds: float = WAIT_SECONDS,
    state: Callable[[], object] = lambda: "",
) -> Found:
    """Return the first result that is something; raises TimeoutError with what was waited for and its state."""
    until = time.monotonic() + seconds
    while True:
        begin = time.monotonic()
        found = look()
        if found:
            return found
        if time.monotonic() > until:
            raise TimeoutError(f"after {seconds:.0f} s still not: {what} {state()}".rstrip())
        # A look at thousands of objects keeps the server busy: it is given twice the time for its work.
        time.sleep(max(PAUSE_SECONDS, 2 * (time.monotonic() - begin)))


def settled(look: Callable[[], Found], seconds: float = 1.0) -> Found:
    """Return what is found once it has stayed the same for some seconds."""
    found, since = look(), time.monotonic()
    while time.monotonic() - since < seconds:
        time.sleep(PAUSE_SECONDS)
        again = look()
        if again != found:
            found, since = again, time.monotonic()
    return found


def condition(found: Object, name: str) -> Tree:
    """Return the condition of that type, None where it is not set."""
    conditions = at(found, "status", "conditions")
    if not isinstance(conditions, list):
        return None
    return next((one for one in conditions if at(one, "type") == name), None)
