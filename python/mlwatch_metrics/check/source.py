"""Where expositions come from: an address, a file, or standard input."""

from __future__ import annotations

import re
import sys
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from .exposition import UnreadableError

# What no sane endpoint exceeds.
_LARGEST = 64 * 2**20
# Text rather than OpenMetrics, whose parser stops at the first mistake.
_ACCEPT = "text/plain;version=0.0.4, application/openmetrics-text;version=1.0.0;q=0.5, */*;q=0.1"
_ADDRESS = re.compile(r"^(\[[0-9a-fA-F:.]+\]|[\w.-]+):\d+(/\S*)?$")


def is_url(source: str) -> bool:
    """Whether it can be scraped a second time."""
    return source != "-" and not Path(source).exists()


def load(source: str, timeout: float) -> str:
    """The exposition; raises UnreadableError."""
    if source == "-":
        return _text(sys.stdin.buffer.read(_LARGEST + 1))
    if not is_url(source):
        try:
            return _text(Path(source).read_bytes())
        except OSError as error:
            raise UnreadableError(f"cannot read the file: {error.strerror}") from error
    return _text(_scrape(url_of(source), timeout))


def url_of(source: str) -> str:
    """An address as people type it, with scheme and path."""
    if not source.startswith(("http://", "https://")):
        if "://" in source or not _ADDRESS.match(source):
            raise UnreadableError(
                "is neither a file nor an address such as http://localhost:9100/metrics"
            )
        source = f"http://{source}"
    parts = urlsplit(source)
    return parts._replace(path=parts.path if parts.path not in ("", "/") else "/metrics").geturl()


def _scrape(url: str, timeout: float) -> bytes:
    try:
        request = Request(url, headers={"Accept": _ACCEPT})
        with urlopen(request, timeout=timeout) as response:
            body: bytes = response.read(_LARGEST + 1)
            return body
    except HTTPError as error:
        raise UnreadableError(f"{url} answers {error.code} {error.reason}") from error
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        why = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
        raise UnreadableError(f"cannot reach {url}: {why}") from error


def _text(body: bytes) -> str:
    if len(body) > _LARGEST:
        raise UnreadableError(f"is larger than {_LARGEST // 2**20} MiB")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError("is no text in UTF-8") from error
