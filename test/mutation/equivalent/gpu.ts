import type { Equivalents } from "./model";

/** Equivalent mutants of the GPU pack. */
export const gpu: readonly Equivalents[] = [
  {
    reason: "a node is young if the youngest age is below the limit, which is if any age is",
    ids: ["GPULost: expr 1 0 1 by: add pod"],
  },
  {
    reason:
      "the sum of what is 0 or more is 0 when the largest is, and above 0 when the largest is",
    ids: ["GPUExporterDown: expr 0 0 0 max to sum", "GPUExporterDown: expr 0 1 0 0 max to sum"],
  },
  {
    reason: "`unless` asks whether a series is there, whatever its value",
    ids: ["GPUExporterDown: expr 0 1 1 max to min", "GPUExporterDown: expr 0 1 1 max to sum"],
  },
  {
    reason: "`absent` gives one series of the value 1, or none",
    ids: [
      "GPUInventoryAbsent: expr drop comparison",
      "GPUInventoryAbsent: expr 0 max to min",
      "GPUInventoryAbsent: expr 0 max to sum",
    ],
  },
];
