import { gpus } from "./gpus";
import { inference } from "./inference";
import { monitoring } from "./monitoring";
import type { Family, FleetSize } from "./parts";
import { training } from "./training";

export { places, serviceName, type Family, type FleetSize, type Labels } from "./parts";

/** The fleet that budgets are for. */
export const fleet: FleetSize = {
  runs: 20,
  ranks: 8,
  services: 20,
  replicas: 5,
  bounds: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  gpuNodes: 50,
  gpusPerNode: 8,
  otherNodes: 20,
  ruleGroups: 30,
};

/** The same fleet with more, or fewer, of each subject; what one subject consists of stays. */
export function scaled(size: FleetSize, factor: number): FleetSize {
  const times = (count: number) => Math.max(1, Math.round(count * factor));
  return {
    ...size,
    runs: times(size.runs),
    services: times(size.services),
    gpuNodes: times(size.gpuNodes),
    otherNodes: times(size.otherNodes),
  };
}

/** Every series of the fleet, healthy; deterministic. */
export function families(size: FleetSize): readonly Family[] {
  return [...training(size), ...inference(size), ...gpus(size), ...monitoring(size)];
}
