"""Expositions that each break one rule, and nothing else."""

from __future__ import annotations

LATENCY = "inference_request_latency_seconds"
CODES = ("2xx", "3xx", "4xx", "5xx")


def exposition(name: str, kind: str, *series: str) -> str:
    """Text of one metric; a series is its labels and its value, or begins with its own name."""
    lines = [each if each.startswith(name) else f"{name}{each}" for each in series]
    return "\n".join([f"# HELP {name} x", f"# TYPE {name} {kind}", *lines, ""])


def histogram(name: str, *bounds: str, labels: str = "", count: int = 3) -> str:
    """One in which every bucket has all observations."""
    buckets = [f'{name}_bucket{{{labels}le="{bound}"}} {count}' for bound in (*bounds, "+Inf")]
    rest = f"{{{labels.rstrip(',')}}}"
    return exposition(
        name, "histogram", *buckets, f"{name}_sum{rest} 1", f"{name}_count{rest} {count}"
    )


def labelled(name: str, kind: str, label: str, *values: str) -> str:
    """A metric of one label."""
    return exposition(name, kind, *(f'{{{label}="{value}"}} 1' for value in values))


V, W, H = "violation", "warning", "hint"
CASES: list[tuple[str, str, str, str]] = [
    # Labels.
    (V, "unbounded-label", "training_loss{step}", labelled("training_loss", "gauge", "step", "1")),
    (
        V,
        "unbounded-label",
        "training_loss{Epoch}",
        labelled("training_loss", "gauge", "Epoch", "1"),
    ),
    (W, "unbounded-label", "app_x{user_id}", labelled("app_x", "gauge", "user_id", "7")),
    (V, "unbounded-label", "training_loss{pid}", labelled("training_loss", "gauge", "pid", "7")),
    *(
        (W, "unbounded-label", "app_x{key}", labelled("app_x", "gauge", "key", "a", value))
        for value in (
            "0f8fad5b-d9cb-469f-a165-70867728950e",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
            "2026-11-22T10:00:00Z",
            "1795704727.02",
            "0.1234",
            "1e-05",
            "8123456",
            "someone@example.org",
            "/items/12345/parts",
            "Write me a poem about the loss of a model",
        )
    ),
    (
        V,
        "unbounded-label",
        "training_metric_value{metric}",
        labelled("training_metric_value", "gauge", "metric", *map(str, range(101))),
    ),
    (
        V,
        "unbounded-label",
        "inference_requests_total{route}",
        exposition(
            "inference_requests_total",
            "counter",
            *(f'{{code="{code}",route="/users/31415"}} 1' for code in CODES),
        ),
    ),
    (V, "target-label", "training_loss{pod}", labelled("training_loss", "gauge", "pod", "a")),
    (W, "target-label", "app_x{job}", labelled("app_x", "gauge", "job", "a")),
    (V, "unknown-label", "training_loss{x}", labelled("training_loss", "gauge", "x", "a")),
    (
        W,
        "uneven-labels",
        "training_loss{run_id}",
        exposition("training_loss", "gauge", '{run_id="a"} 1', " 2"),
    ),
    (
        V,
        "too-many-series",
        "app_x",
        exposition("app_x", "gauge", *(f'{{a="{i % 50}",b="{i // 50}"}} 1' for i in range(1001))),
    ),
    # Names.
    (
        V,
        "base-unit",
        "training_step_duration_ms",
        exposition("training_step_duration_ms", "gauge", " 1"),
    ),
    (W, "base-unit", "app_used_gb", exposition("app_used_gb", "gauge", " 1")),
    (W, "base-unit", "app_load_percent", exposition("app_load_percent", "gauge", " 1")),
    (W, "missing-unit", "app_latency", exposition("app_latency", "summary", "_sum 1", "_count 1")),
    (W, "missing-unit", "app_gpu_memory", exposition("app_gpu_memory", "gauge", " 1")),
    (W, "missing-total", "app_events", exposition("app_events", "counter", " 1")),
    (V, "missing-total", "training_steps", exposition("training_steps", "counter", " 1")),
    (W, "gauge-named-total", "app_x_total", exposition("app_x_total", "gauge", " 1")),
    (
        W,
        "counter-of-level",
        "app_queue_length_total",
        exposition("app_queue_length_total", "counter", " 1"),
    ),
    (
        V,
        "rate-in-program",
        "training_tokens_per_second",
        exposition("training_tokens_per_second", "gauge", " 1"),
    ),
    (W, "unknown-name", "training_accuracy", exposition("training_accuracy", "gauge", " 1")),
    # Types and values of the contract.
    (V, "wrong-type", "training_steps_total", exposition("training_steps_total", "gauge", " 1")),
    (
        V,
        "wrong-type",
        LATENCY,
        exposition(LATENCY, "summary", f"{LATENCY}_sum 1", f"{LATENCY}_count 1"),
    ),
    (
        W,
        "wrong-type",
        "training_loss",
        exposition("training_loss", "summary", "_sum 1", "_count 1"),
    ),
    (W, "no-type", "training_loss", "training_loss 1\n"),
    (
        W,
        "no-series",
        "inference_requests_total",
        exposition("inference_requests_total", "counter") + exposition("app_x", "gauge", " 1"),
    ),
    (
        V,
        "unknown-value",
        "training_loss{split}",
        labelled("training_loss", "gauge", "split", "eval"),
    ),
    (
        V,
        "unknown-value",
        "inference_requests_total{code}",
        labelled("inference_requests_total", "counter", "code", "200"),
    ),
    (
        V,
        "not-initialised",
        "inference_requests_total{code}",
        labelled("inference_requests_total", "counter", "code", "2xx"),
    ),
    (
        V,
        "info-value",
        "training_run_info",
        exposition("training_run_info", "gauge", '{run_id="a"} 3'),
    ),
    (
        V,
        "info-twice",
        "training_run_info",
        exposition(
            "training_run_info", "gauge", '{run_id="a",model="b"} 1', '{run_id="a",model="c"} 1'
        ),
    ),
    (
        W,
        "contract-version",
        "training_run_info",
        labelled("training_run_info", "gauge", "contract", "0"),
    ),
    (
        V,
        "phase-count",
        "training_phase",
        labelled("training_phase", "gauge", "phase", "train", "eval"),
    ),
    # Samples.
    (V, "duplicate-series", "app_x", exposition("app_x", "gauge", " 1", " 2")),
    (
        V,
        "own-timestamps",
        "training_loss",
        exposition("training_loss", "gauge", " 1 1795704727000"),
    ),
    (W, "own-timestamps", "app_x", exposition("app_x", "gauge", " 1 1795704727000")),
    (V, "broken-counter", "app_x_total", exposition("app_x_total", "counter", " NaN")),
    (V, "broken-counter", "app_x_total", exposition("app_x_total", "counter", " -1")),
    (
        V,
        "base-unit",
        "training_last_step_timestamp_seconds",
        exposition("training_last_step_timestamp_seconds", "gauge", " 1795704727000"),
    ),
    (
        W,
        "time-zero",
        "training_last_step_timestamp_seconds",
        exposition("training_last_step_timestamp_seconds", "gauge", " 0"),
    ),
    (
        V,
        "broken-histogram",
        "app_x_seconds",
        histogram("app_x_seconds", "1").replace('"+Inf"} 3', '"+Inf"} 2'),
    ),
    (
        V,
        "broken-histogram",
        "app_x_seconds",
        histogram("app_x_seconds", "1").replace("_count{} 3", "_count{} 4"),
    ),
    (
        W,
        "bucket-mismatch",
        "app_x_seconds",
        histogram("app_x_seconds", "1", labels='a="b",')
        + histogram("app_x_seconds", "2", labels='a="c",'),
    ),
    (H, "own-buckets", LATENCY, histogram(LATENCY, "0.1", "1")),
    (
        H,
        "created-series",
        "*_created",
        exposition("app_x_total", "counter", " 1") + exposition("app_x_created", "gauge", " 1"),
    ),
    # Ranks.
    (
        V,
        "series-of-owner",
        "training_step_current",
        exposition("training_step_current", "gauge", " 1")
        + exposition("training_comm_wait_seconds_total", "counter", '{rank="3"} 1'),
    ),
    (
        V,
        "too-many-series",
        "training_*",
        labelled("training_steps_total", "counter", "run_id", *map(str, range(20))),
    ),
]
