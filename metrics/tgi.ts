import { defineMetrics } from "./define";
import { servingTarget } from "./serving";

/** Bounds of every duration: 0.1 ms times 1.5, 35 times over, so that no round threshold is among them. */
function durationBounds(): readonly number[] {
  const bounds: number[] = [];
  for (let bound = 0.0001 * 1.5; bounds.length < 35; bound *= 1.5) bounds.push(bound);
  return bounds;
}

const seconds = (help: string) =>
  ({ type: "histogram", unit: "seconds", help, buckets: durationBounds() }) as const;

const batchSeconds = (help: string) =>
  ({ ...seconds(help), labels: ["method"], values: { method: ["prefill", "decode"] } }) as const;

const batchCounter = (help: string) =>
  ({
    type: "counter",
    unit: "one",
    help,
    labels: ["method"],
    values: { method: ["prefill", "decode"] },
  }) as const;

/** Text Generation Inference. */
export const tgi = defineMetrics(
  {
    name: "Text Generation Inference",
    versions: ">=3 <4",
    note: "In maintenance mode upstream. There is no label for the model and no time to the first token.",
    targetLabels: servingTarget,
  },
  {
    tgi_request_count: { type: "counter", unit: "one", help: "Requests received." },
    tgi_request_success: { type: "counter", unit: "one", help: "Requests answered." },
    tgi_request_failure: {
      ...{ type: "counter", unit: "one", help: "Requests failed.", labels: ["err"] },
      values: {
        err: ["overloaded", "validation", "template", "generation", "incomplete", "dropped"],
      },
    },
    tgi_request_duration: seconds("Time from a request's arrival to its last token."),
    tgi_request_queue_duration: seconds("Time in the queue."),
    tgi_request_inference_duration: seconds("Time from leaving the queue to the last token."),
    tgi_request_mean_time_per_token_duration: seconds(
      "Mean time per token of a request, prefill included.",
    ),
    tgi_request_validation_duration: seconds("Time to check a request and count its tokens."),
    tgi_batch_inference_duration: batchSeconds("Time of one step of a batch."),
    tgi_batch_forward_duration: batchSeconds("Time of the model in a step."),
    tgi_batch_decode_duration: batchSeconds("Time to turn a step's output into text."),
    tgi_batch_concat_duration: {
      ...seconds("Time to join new requests to the running batch."),
      ...{ labels: ["method"], values: { method: ["decode"] } },
    },
    tgi_batch_filter_duration: batchSeconds("Time to send out tokens and to drop what is done."),
    tgi_batch_inference_count: batchCounter("Steps of batches."),
    tgi_batch_inference_success: batchCounter("Steps of batches that went well."),
    tgi_batch_inference_failure: batchCounter("Steps of batches that failed."),
    tgi_queue_size: { type: "gauge", unit: "one", help: "Requests in the queue." },
    tgi_batch_current_size: { type: "gauge", unit: "one", help: "Requests in the running batch." },
    tgi_batch_current_max_tokens: {
      ...{ type: "gauge", unit: "one", help: "Most tokens that the running batch can come to." },
    },
    // Its bounds are 1 to 1024: nobody names one of them, the sum and the count are what is used.
    tgi_batch_next_size: { type: "histogram", unit: "one", help: "Requests in each new batch." },
    // The bounds of these depend on the limits that the server was started with.
    tgi_request_input_length: {
      type: "histogram",
      unit: "one",
      help: "Prompt tokens per request.",
    },
    tgi_request_max_new_tokens: {
      ...{ type: "histogram", unit: "one", help: "Most tokens that a request asked for." },
    },
    tgi_request_generated_tokens: {
      ...{ type: "histogram", unit: "one", help: "Generated tokens per request." },
    },
  },
);
