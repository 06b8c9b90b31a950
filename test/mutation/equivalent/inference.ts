import type { Equivalents } from "./model";

/** Equivalent mutants of the inference pack. */
export const inference: readonly Equivalents[] = [
  {
    reason:
      "both sides of the `and`, or of the division, select the service, and match on namespace and service",
    ids: [
      ...["InferenceLatencyP95High", "InferenceLatencyP99High", "InferenceErrorRatioHigh"].flatMap(
        (alert) => [
          `${alert}: expr 0 0 matcher namespace = dropped`,
          `${alert}: expr 0 0 matcher service = dropped`,
          `${alert}: expr 1 0 0 0 matcher namespace = dropped`,
          `${alert}: expr 1 0 0 0 matcher service = dropped`,
        ],
      ),
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
];
