"""Final values of short jobs, through a Pushgateway.

Only for a job that ends before Prometheus has scraped it a few times. A Pushgateway keeps what it
got until somebody deletes it (`delete`), shows its own `up` instead of the job's, and is one more
thing that can fail; whoever pushes again overwrites, metric by metric, the values of the same
group. So push once, at the end, and look at `push_time_seconds` before believing a value.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, delete_from_gateway, pushadd_to_gateway
from prometheus_client.registry import Collector

log = logging.getLogger("mlwatch_metrics")


def push(
    gateway: str, collector: Collector, *, job: str, grouping: Mapping[str, str], timeout: float
) -> bool:
    """Adds a collector's values to a group; False, with a warning, when the gateway did not take
    them.
    """
    registry = CollectorRegistry()
    registry.register(collector)
    return _try(
        pushadd_to_gateway,
        gateway,
        job=job,
        registry=registry,
        grouping_key=dict(grouping),
        timeout=timeout,
    )


def delete(gateway: str, *, job: str, grouping: Mapping[str, str], timeout: float = 10) -> bool:
    """Deletes a group; False, with a warning, when the gateway did not."""
    return _try(delete_from_gateway, gateway, job=job, grouping_key=dict(grouping), timeout=timeout)


def _try(request: Callable[..., None], gateway: str, **arguments: Any) -> bool:
    try:
        request(gateway, **arguments)
    except OSError as error:
        # A job that has done its work does not fail for its metrics.
        log.warning("Pushgateway %s: %s", gateway, error)
        return False
    return True
