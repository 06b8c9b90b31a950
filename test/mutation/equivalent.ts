import type { Suite } from "../rules/suites";

/** Mutants that no case can tell from the rule: both give the same for whatever series there can be. */
export interface Equivalents {
  /** Why no series could tell them apart. */
  readonly reason: string;
  /** As `npm run mutate` prints them. */
  readonly ids: readonly string[];
}

/** The equivalent mutants of each pack. One that is killed, or that there is no more, is an error of the run. */
export const equivalents: Readonly<Record<Suite["pack"], readonly Equivalents[]>> = {
  training: [],
  inference: [
    {
      reason:
        "both sides of the `and`, or of the division, select the service, and match on namespace and service",
      ids: [
        ...[
          "InferenceLatencyP95High",
          "InferenceLatencyP99High",
          "InferenceErrorRatioHigh",
        ].flatMap((alert) => [
          `${alert}: expr 0 0 matcher namespace = dropped`,
          `${alert}: expr 0 0 matcher service = dropped`,
          `${alert}: expr 1 0 0 0 matcher namespace = dropped`,
          `${alert}: expr 1 0 0 0 matcher service = dropped`,
        ]),
        "service:inference_request_errors:ratio: expr 0 matcher namespace = dropped",
        "service:inference_request_errors:ratio: expr 0 matcher service = dropped",
        "service:inference_request_errors:ratio: expr 1 0 matcher namespace = dropped",
        "service:inference_request_errors:ratio: expr 1 0 matcher service = dropped",
      ],
    },
    {
      reason: "the sum of what is 0 or 1 is 0 when the largest is",
      ids: ["InferenceTargetAbsent: expr 1 0 max to sum"],
    },
  ],
  gpu: [
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
  ],
  meta: [
    {
      reason: "both sides of the division select the job, and match on namespace and job",
      ids: [
        ...[
          "0 0 0 0 0 0",
          "0 0 0 1 0 0",
          "0 1 0 0 0 0",
          "0 1 0 1 0 0",
          "1 0 0 0 0",
          "1 0 1 0 0",
        ].flatMap((path) => [
          `ThanosObjectStoreFailing: expr ${path} matcher job = dropped`,
          `ThanosObjectStoreFailing: expr ${path} matcher namespace = dropped`,
        ]),
        ...["0 0 0 0 0", "0 0 1 0 0"].flatMap((path) => [
          `AlertmanagerNotificationsFailing: expr ${path} matcher job = dropped`,
          `AlertmanagerNotificationsFailing: expr ${path} matcher namespace = dropped`,
        ]),
      ],
    },
    {
      reason: "both sides of the `and` select the job, and match on namespace, job and pod",
      ids: [
        "ThanosUploadsFailing: expr 1 0 0 0 0 matcher job = dropped",
        "ThanosUploadsFailing: expr 1 0 0 0 0 matcher namespace = dropped",
        "ThanosUploadsFailing: expr 1 1 0 matcher job = dropped",
        "ThanosUploadsFailing: expr 1 1 0 matcher namespace = dropped",
      ],
    },
    {
      reason: "of what is 0 or more, the sum, the mean, the largest and the rate are 0 together",
      ids: [
        "ThanosUploadsFailing: expr 0 0 sum to avg",
        "ThanosUploadsFailing: expr 0 0 sum to max",
        "ThanosUploadsFailing: expr 0 0 0 increase to rate",
        "ThanosUploadsFailing: expr 1 0 0 sum to avg",
        "ThanosUploadsFailing: expr 1 0 0 sum to max",
        "ThanosUploadsFailing: expr 1 0 0 0 increase to rate",
        "PrometheusConfigReloadFailed: expr 0 max to sum",
        "PrometheusNotConnectedToAlertmanagers: expr 0 max to sum",
        "AlertmanagerConfigReloadFailed: expr 0 max to sum",
      ],
    },
    {
      reason: "`and` asks whether a series is there, whatever its value",
      ids: [
        "ThanosUploadsFailing: expr 1 1 max to min",
        "ThanosUploadsFailing: expr 1 1 max to sum",
      ],
    },
    {
      reason: "what fires always fires at any value, and cannot go on after its end",
      ids: ["Watchdog: expr 0 more", "Watchdog: expr 0 less", "Watchdog: keep_firing_for added"],
    },
  ],
};
