"""Two stages of a pipeline: the loss is on the last."""

from __future__ import annotations

from torch import distributed
from torch.distributed.device_mesh import init_device_mesh

from mlwatch_metrics import TrainingMetrics
from mlwatch_metrics.integrations.pytorch import owns_loss, run_from_torch

from .ranks import PORT, keep

distributed.init_process_group("gloo")
mesh = init_device_mesh("cpu", (2, 1), mesh_dim_names=("pp", "dp"))
with TrainingMetrics(run_from_torch(owns_loss=owns_loss(mesh))) as metrics:
    metrics.start_server(PORT, addr="127.0.0.1")
    metrics.step(0.5 if metrics.run.owner else None)
    keep(metrics)
distributed.destroy_process_group()
