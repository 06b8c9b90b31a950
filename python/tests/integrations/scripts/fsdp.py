"""Sharded parameters; the norm is that of the same model in one piece."""

from __future__ import annotations

import torch
from torch import distributed
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard

from mlwatch_metrics import TrainingMetrics
from mlwatch_metrics.integrations.pytorch import LateSteps, gradient_norm, run_from_torch

from .ranks import FOLDER, PORT, keep

distributed.init_process_group("gloo")
mesh = init_device_mesh("cpu", (2,))


def made() -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 1))


batch = torch.ones(4, 8)
whole, sharded = made(), fully_shard(made(), mesh=mesh)
whole(batch).sum().backward()
if distributed.get_rank() == 0:
    norm = gradient_norm(whole.parameters())
    (FOLDER / "whole.txt").write_text(str(float(norm)))
with TrainingMetrics(run_from_torch()) as metrics, LateSteps(metrics) as late:
    metrics.start_server(PORT, addr="127.0.0.1")
    for _ in range(5):
        sharded.zero_grad()
        loss = sharded(batch).sum()
        loss.backward()
        late.step(loss, gradient_norm=gradient_norm(sharded.parameters()))
    late.flush()
    keep(metrics)
distributed.destroy_process_group()
