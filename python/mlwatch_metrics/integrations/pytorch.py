"""PyTorch: who a process is, norms over shards, values without a wait for the device, and the wait
for other ranks.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from time import perf_counter
from typing import Any

from ..run import Run
from ..training import TrainingMetrics
from .devices import peak_flops as peak_flops
from .missing import missing

try:
    import torch
    from torch import distributed
except ImportError as error:
    raise missing(__name__, "torch") from error


def run_from_torch(**given: Any) -> Run:
    """The run with the ranks of `torch.distributed` once it is initialised, else as the environment
    says; what is `given` comes first.
    """
    found: dict[str, Any] = {"framework": "torch"}
    if distributed.is_available() and distributed.is_initialized():
        rank, world_size = distributed.get_rank(), distributed.get_world_size()
        found |= {"rank": rank, "world_size": world_size}
        if not os.environ.keys() & {"LOCAL_RANK", "SLURM_LOCALID"}:
            # One that no other process of the machine has.
            found["local_rank"] = rank % (torch.cuda.device_count() or world_size)
    return Run.from_environment(**(found | given))


def owns_loss(mesh: Any, pipeline: str = "pp") -> bool:
    """Whether this rank of a DeviceMesh is the first of the last pipeline stage, which is where
    the loss is: `Run(owns_loss=owns_loss(mesh))` on every rank.
    """
    names: tuple[str, ...] | None = mesh.mesh_dim_names
    if names is None or pipeline not in names:
        raise ValueError(f"the mesh has no dimension {pipeline!r}, only {names}")
    here = dict(zip(names, mesh.get_coordinate(), strict=True))
    last = mesh.size(names.index(pipeline)) - 1
    return bool(here.pop(pipeline) == last and not any(here.values()))


def gradient_norm(parameters: Iterable[Any]) -> Any:
    """The norm over the gradients of all parameters, those on other ranks included: a tensor.

    What clipping returns is the same and free: use this where nothing is clipped, or before it.
    Sharded gradients (FSDP2, tensor parallelism) cost an all-reduce of one number, so every rank
    has to call it; nothing here waits for the device. The flat shards of FSDP1 do not know that
    they are shards: take what `model.clip_grad_norm_` returns there. Of a pipeline it is the norm
    of this stage.
    """
    by_mesh: defaultdict[Any, list[Any]] = defaultdict(list)
    for parameter in parameters:
        if parameter.grad is not None:
            by_mesh[getattr(parameter.grad, "device_mesh", None)].append(parameter.grad)
    norms = [whole(torch.nn.utils.get_total_norm(each)) for each in by_mesh.values()]
    return torch.linalg.vector_norm(torch.stack(norms)) if norms else torch.tensor(0.0)


def whole(value: Any) -> Any:
    """A tensor as every rank sees it: the sum of what the ranks have of it, for sharded ones."""
    return value.full_tensor() if hasattr(value, "full_tensor") else value


class LateSteps:
    """Steps whose loss and gradient norm are tensors, without waiting for the device.

    The step counts at once. Its tensors are copied to the host beside the training, and reported
    with the step after it, when they are there: the program runs ahead of the device by one step
    at most. `with LateSteps(metrics) as late: ... late.step(loss, gradient_norm=norm)` reports
    those of the last step at the end too.
    """

    def __init__(self, metrics: TrainingMetrics) -> None:
        self._metrics = metrics
        self._arriving: Callable[[], dict[str, float]] = dict

    def step(self, loss: Any = None, *, gradient_norm: Any = None, **others: Any) -> None:
        """As `TrainingMetrics.step`, of which the other arguments are."""
        # Every rank has a part in a sharded norm, whoever exports it.
        values = {"loss": whole(loss), "gradient_norm": whole(gradient_norm)}
        arrived = self._arriving()
        self._arriving = _copied(values) if self._metrics.run.owner else dict
        self._metrics.step(
            arrived.get("loss"), gradient_norm=arrived.get("gradient_norm"), **others
        )

    def flush(self) -> None:
        """Reports what the last step left."""
        arrived, self._arriving = self._arriving(), dict
        if "loss" in arrived:
            self._metrics.loss(arrived["loss"], "train")
        if "gradient_norm" in arrived:
            self._metrics.gradient_norm(arrived["gradient_norm"])

    def __enter__(self) -> LateSteps:
        return self

    def __exit__(self, *error: object) -> None:
        self.flush()


def _copied(values: Mapping[str, Any]) -> Callable[[], dict[str, float]]:
    """Begins to copy numbers to the host; what it returns waits for them."""
    tensors = {
        name: torch.as_tensor(value).detach() for name, value in values.items() if value is not None
    }
    devices = {tensor.device for tensor in tensors.values() if tensor.device.type != "cpu"}
    # On the host the program may overwrite a tensor before the next step: numbers at once.
    copies = {
        name: tensor.to("cpu", non_blocking=True) if tensor.device in devices else tensor.item()
        for name, tensor in tensors.items()
    }
    events = [torch.Event(device) for device in devices]
    for event in events:
        event.record()

    def arrived() -> dict[str, float]:
        for event in events:
            event.synchronize()
        return {name: float(value) for name, value in copies.items()}

    return arrived


def count_comm_wait(
    model: Any, metrics: TrainingMetrics, hook: Callable[..., Any] | None = None
) -> None:
    """Counts what a `DistributedDataParallel` model waits for other ranks in each step: from its
    last gradients being ready to their all-reduce being done, on the device's own clock.

    The rank that others wait for waits least. The time holds the transfer of the last bucket too,
    and of those before it that are not through yet. It registers a communication hook, of which a
    model has one: `hook`, with the process group as its state, is what is called for each bucket
    (default: the plain all-reduce). FSDP has no such hook; there, and in pipelines, use
    `metrics.comm_wait()` around blocking calls.
    """
    if hook is None:
        from torch.distributed.algorithms.ddp_comm_hooks.default_hooks import allreduce_hook

        hook = allreduce_hook
    counted = _CommWait(metrics, hook)

    # The model compares annotations with types of its own, and takes none in strings.
    def counting(group, bucket):  # type: ignore[no-untyped-def]
        return counted(group, bucket)

    model.register_comm_hook(model.process_group, counting)


class _CommWait:
    def __init__(self, metrics: TrainingMetrics, hook: Callable[..., Any]) -> None:
        self._wait, self._hook = metrics.comm_wait(), hook
        self._running: list[Callable[[], float | None]] = []

    def __call__(self, group: Any, bucket: Any) -> Any:
        future = self._hook(group, bucket)
        if not bucket.is_last():
            return future
        self._count()
        device = bucket.buffer().device
        clock = _HostClock() if device.type == "cpu" else _DeviceClock(device)
        self._running.append(clock.seconds)

        def done(future: Any) -> Any:
            clock.stop()
            return future.value()

        return future.then(done)

    def _count(self) -> None:
        """Takes the measurements that are complete."""
        measured = [(seconds, seconds()) for seconds in self._running]
        self._running = [seconds for seconds, value in measured if value is None]
        for _, value in measured:
            self._wait.add(value or 0.0)


class _HostClock:
    def __init__(self) -> None:
        self._start = perf_counter()
        self._end: float | None = None

    def stop(self) -> None:
        self._end = perf_counter()

    def seconds(self) -> float | None:
        return None if self._end is None else self._end - self._start


class _DeviceClock:
    """Between two moments of the device's streams, which the host does not wait for."""

    def __init__(self, device: Any) -> None:
        self._start, self._end = (torch.Event(device, enable_timing=True) for _ in range(2))
        self._stopped = False
        self._start.record()

    def stop(self) -> None:
        self._end.record()
        self._stopped = True

    def seconds(self) -> float | None:
        if not self._stopped or not self._end.query():
            return None
        return float(self._start.elapsed_time(self._end)) / 1000
