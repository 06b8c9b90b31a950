"""ASGI middleware: `app.add_middleware(AsgiMetrics, metrics=metrics)` for FastAPI and Starlette."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from time import perf_counter
from typing import Any

from .inference import InferenceMetrics, Reason

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class AsgiMetrics:
    """Counts and times HTTP requests, to the last byte of their answers; other protocols pass."""

    def __init__(self, app: App, metrics: InferenceMetrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, reason = 500, None

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        start = perf_counter()
        self._metrics.started()
        try:
            await self._app(scope, receive, sending)
        except Exception:
            status = 500
            raise
        except BaseException:
            # Cancelled: the client has gone, or the server stops.
            status, reason = 499, _CLIENT
            raise
        finally:
            route, template = route_of(scope)
            self._metrics.finished(
                route, status, perf_counter() - start, template=template, reason=reason
            )


_CLIENT: Reason = "client"


def route_of(scope: Scope) -> tuple[str, bool]:
    """The route, and whether the program made it: the template that FastAPI matched, or else the
    path.
    """
    path = getattr(scope.get("route"), "path", None)
    return (path, True) if isinstance(path, str) else (scope.get("path", ""), False)
