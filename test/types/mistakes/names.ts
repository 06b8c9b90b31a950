import { dcgm, scrape, training } from "../../../metrics";
import { absent, absentOverTime, labelJoin, labelReplace, max, sum, topk } from "../../../promql";
import { loss, requests } from "./subjects";

/** Names of metrics, labels and their values. */
export const names = [
  training.training_loss,
  // @ts-expect-error Property 'training_lost' does not exist
  training.training_lost,
  dcgm.DCGM_FI_DEV_GPU_UTIL,
  // @ts-expect-error Property 'DCGM_FI_DEV_GPU_UTIL' does not exist
  training.DCGM_FI_DEV_GPU_UTIL,
  loss.where({ run_id: "a" }),
  // @ts-expect-error 'runid' does not exist in type
  loss.where({ runid: "a" }),
  requests.where({ route: "/predict" }),
  // @ts-expect-error 'route' does not exist in type
  loss.where({ route: "/predict" }),
  loss.global().where({ cluster: "a" }),
  // @ts-expect-error 'cluster' does not exist in type
  loss.where({ cluster: "a" }),
  requests.where({ code: "5xx" }),
  // @ts-expect-error Type '"500"' is not assignable to type
  requests.where({ code: "500" }),
  loss.where({ split: ["train", "validation"] }),
  // @ts-expect-error Type '"test"' is not assignable to type
  loss.where({ split: ["train", "test"] }),
  training.training_phase.where({ phase: { not: "done" } }),
  // @ts-expect-error Type '"finished"' is not assignable to type
  training.training_phase.where({ phase: { not: "finished" } }),
];

/** Labels that aggregations and functions name. */
export const labels = [
  sum(loss).by("run_id"),
  // @ts-expect-error Argument of type '"run"' is not assignable to parameter of type
  sum(loss).by("run"),
  max(sum(loss).by("namespace", "run_id")).by("namespace"),
  // @ts-expect-error Argument of type '"namespace"' is not assignable to parameter of type '"run_id"'
  max(sum(loss).by("run_id")).by("namespace"),
  sum(loss).without("pod"),
  // @ts-expect-error Argument of type '"host"' is not assignable to parameter of type
  sum(loss).without("host"),
  topk(3, loss).by("run_id"),
  // @ts-expect-error Argument of type '"host"' is not assignable to parameter of type
  topk(3, loss).by("host"),
  absent(scrape.up, { job: "trainer" }),
  // @ts-expect-error absent(): label 'run_id' is not on the metric
  absent(scrape.up, { run_id: "a" }),
  absent(scrape.up, { job: "trainer" }),
  // @ts-expect-error absent(): an empty value selects what lacks the label: leave the label out
  absent(scrape.up, { job: "" }),
  absentOverTime(scrape.up, { job: "trainer" }, "10m"),
  // @ts-expect-error absentOverTime(): label 'run_id' is not on the metric
  absentOverTime(scrape.up, { run_id: "a" }, "10m"),
  labelReplace(loss, { to: "host", from: "instance" }),
  // @ts-expect-error labelReplace(): label 'node' is not on the vector
  labelReplace(loss, { to: "host", from: "node" }),
  labelJoin(loss, { to: "host", from: ["instance", "pod"], separator: "/" }),
  // @ts-expect-error labelJoin(): label 'node' is not on the vector
  labelJoin(loss, { to: "host", from: ["instance", "node"], separator: "/" }),
];
