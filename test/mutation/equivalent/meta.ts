import type { Equivalents } from "./model";

/** Equivalent mutants of the meta pack. */
export const meta: readonly Equivalents[] = [
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
    ids: ["ThanosUploadsFailing: expr 1 1 max to min", "ThanosUploadsFailing: expr 1 1 max to sum"],
  },
  {
    reason: "what fires always fires at any value, and cannot go on after its end",
    ids: ["Watchdog: expr 0 more", "Watchdog: expr 0 less", "Watchdog: keep_firing_for added"],
  },
];
