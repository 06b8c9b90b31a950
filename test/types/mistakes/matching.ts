import { ignoring, max, on, rate, scalar, sum } from "../../../promql";
import { training } from "../../../metrics";
import { loss, requests, run, stepRate, teams } from "./subjects";

const answered = rate(requests.over("5m"));
const byCode = sum(answered).by("service", "code");
const byService = sum(answered).by("service");

/** How vectors match. */
export const matching = [
  stepRate.div(sum(loss).by(...run)),
  // @ts-expect-error label sets differ: run_id; say on(...) or aggregate
  stepRate.div(sum(loss).by("namespace")),
  stepRate.and(loss, on("run_id")),
  // @ts-expect-error on(): label 'pod' is not on the right side
  loss.and(stepRate, on("pod")),
  sum(loss).by("run_id").and(stepRate, on("run_id")),
  // @ts-expect-error on(): label 'namespace' is not on the left side
  sum(loss).by("run_id").and(stepRate, on("namespace")),
  stepRate.join(teams, on(...run).groupLeft("team")),
  // @ts-expect-error side must carry exactly the matched and included labels; aggregate away:
  stepRate.join(training.training_run_info, on(...run).groupLeft("team")),
  stepRate.join(teams, on(...run).groupLeft("team")),
  // @ts-expect-error the right side of join() needs info series, whose value is 1: group(v) makes them
  stepRate.join(max(loss).by(...run), on(...run).groupLeft()),
  stepRate.join(teams, on(...run).groupLeft("team")),
  // @ts-expect-error groupLeft(): label 'owner' is not on the right side
  stepRate.join(teams, on(...run).groupLeft("owner")),
  loss.gt(max(loss).by("run_id"), on("run_id").groupLeft()),
  // @ts-expect-error say on(...).groupLeft(): a one-to-one match over on() drops labels
  loss.gt(max(loss).by("run_id"), on("run_id")),
  byCode.div(byService, ignoring("code").groupLeft()),
  // @ts-expect-error say ignoring(...).groupLeft(): a one-to-one match over ignoring() drops labels
  byCode.div(byService, ignoring("code")),
  byCode.div(byService, ignoring("code").groupLeft()),
  // @ts-expect-error ignoring(): label 'route' is not on the left side
  byCode.div(byService, ignoring("route", "code").groupLeft()),
  byCode.div(sum(answered).by("service"), ignoring("code").groupLeft()),
  // @ts-expect-error ignoring(): label 'service' is not on the right side: ignore it too
  byCode.div(sum(answered).by("namespace"), ignoring("code").groupLeft()),
  byCode.unless(byService, ignoring("code")),
  // @ts-expect-error label sets differ: namespace; ignore these too, or say on(...)
  byCode.unless(sum(answered).by("service", "namespace"), ignoring("code")),
  byCode.and(byService, on("service")),
  // @ts-expect-error leave groupLeft() out: and, unless and or match any number of series, over on(...) alone
  byCode.and(byService, on("service").groupLeft()),
  byCode.or(byCode.mul(0), ignoring("code")),
  // @ts-expect-error leave groupLeft() out: and, unless and or match any number of series, over ignoring(...) alone
  byCode.or(byCode.mul(0), ignoring("code").groupLeft()),
  stepRate.or(stepRate.mul(0)),
  // @ts-expect-error or: label sets differ: run_id; aggregate both sides to the same labels
  stepRate.or(sum(stepRate).by("namespace")),
  loss.gt(scalar(max(loss))),
  // @ts-expect-error scalar() of several series is NaN: aggregate all labels away, e.g. sum(v)
  loss.gt(scalar(max(loss).by("run_id"))),
];
