"""Data parallelism with a slow rank."""

from __future__ import annotations

import time

import torch
from torch import distributed
from torch.nn.parallel import DistributedDataParallel

from mlwatch_metrics import TrainingMetrics
from mlwatch_metrics.integrations.pytorch import LateSteps, count_comm_wait, run_from_torch

from .ranks import PORT, keep

distributed.init_process_group("gloo")
run = run_from_torch()
model = DistributedDataParallel(torch.nn.Sequential(torch.nn.Linear(8, 64), torch.nn.Linear(64, 1)))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
with TrainingMetrics(run, loss_interval=0) as metrics, LateSteps(metrics) as late:
    metrics.start_server(PORT, addr="127.0.0.1")
    count_comm_wait(model, metrics)
    for _ in range(20):
        loss = (model(torch.randn(4, 8)) - 1).square().mean()
        if run.rank == 1:
            time.sleep(0.05)
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        late.step(loss, gradient_norm=norm, samples=4)
    keep(metrics)
distributed.destroy_process_group()
