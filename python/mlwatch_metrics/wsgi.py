"""WSGI middleware: `app.wsgi_app = WsgiMetrics(app.wsgi_app, metrics)` for Flask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any

from .inference import InferenceMetrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class WsgiMetrics:
    """Counts and times the requests of an application, to the last byte of their answers."""

    def __init__(
        self,
        app: WSGIApplication,
        metrics: InferenceMetrics,
        waited: Callable[[], float] | None = None,
    ) -> None:
        """`waited`: for how many seconds the request that this thread takes up has waited for it,
        where the server can tell; they are part of its latency.
        """
        self._app, self._metrics, self._waited = app, metrics, waited

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        waited = self._waited() if self._waited else 0.0
        request = _Request(self._metrics, environ, waited)

        def started(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            request.started(int(status.split(" ", 1)[0]))
            return start_response(status, headers, error)

        try:
            return _Answer(self._app(environ, started), request)
        except BaseException:
            request.failed()
            raise


class _Request:
    def __init__(self, metrics: InferenceMetrics, environ: WSGIEnvironment, waited: float) -> None:
        self._metrics, self._environ = metrics, environ
        self._start = perf_counter() - waited
        self._open = True
        self._status = 500
        self._route = route_of(environ)
        metrics.started()

    def started(self, status: int) -> None:
        self._status = status
        # Flask has matched its rule by now, and forgets it before the body is sent.
        self._route = route_of(self._environ)

    def failed(self) -> None:
        self._status = 500
        self.finished()

    def finished(self) -> None:
        if not self._open:
            return
        self._open = False
        route, template = self._route
        seconds = perf_counter() - self._start
        self._metrics.finished(route, self._status, seconds, template=template)


class _Answer:
    """The answer's body; a server closes it when the last byte is sent or the client has gone."""

    def __init__(self, body: Iterable[bytes], request: _Request) -> None:
        self._body, self._request = body, request

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._body
        except Exception:
            self._request.failed()
            raise

    def close(self) -> None:
        try:
            close: Callable[[], None] | None = getattr(self._body, "close", None)
            if close:
                close()
        finally:
            self._request.finished()


def route_of(environ: WSGIEnvironment) -> tuple[str, bool]:
    """The route, and whether the program made it: the rule that Flask matched, or else the path."""
    # werkzeug leaves its request in the environ, and Flask the matched rule in that.
    rule = getattr(environ.get("werkzeug.request"), "url_rule", None)
    return (rule.rule, True) if rule is not None else (environ.get("PATH_INFO", ""), False)
