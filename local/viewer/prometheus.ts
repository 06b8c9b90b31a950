import { types } from "node:util";
import { z } from "zod";

/** A series with its points in time order; values as Prometheus writes them, `NaN` and `+Inf` among them. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [seconds: number, value: string])[];
}

const labels = z.record(z.string(), z.string());
const point = z.tuple([z.number(), z.string()]);
const matrix = z.object({
  resultType: z.literal("matrix"),
  result: z.array(z.object({ metric: labels, values: z.array(point).default([]) })),
});
const instant = z.discriminatedUnion("resultType", [
  z.object({
    resultType: z.literal("vector"),
    result: z.array(z.object({ metric: labels, value: point.optional() })),
  }),
  z.object({ resultType: z.literal("scalar"), result: point }),
]);
const ruleGroups = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({
          name: z.string(),
          query: z.string(),
          duration: z.number(),
          state: z.enum(["inactive", "pending", "firing", "unknown"]),
          health: z.string(),
          lastError: z.string().default(""),
          alerts: z.array(
            z.object({
              labels,
              annotations: labels,
              state: z.string(),
              activeAt: z.string(),
              value: z.string(),
            }),
          ),
        }),
      ),
    }),
  ),
});
const scrapes = z.object({
  activeTargets: z.array(
    z.object({
      labels,
      scrapePool: z.string(),
      scrapeUrl: z.string(),
      health: z.string(),
      lastError: z.string(),
    }),
  ),
});
const amAlerts = z.array(
  z.object({
    labels,
    status: z.object({
      state: z.string(),
      silencedBy: z.array(z.string()),
      inhibitedBy: z.array(z.string()),
    }),
  }),
);
const answer = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), data: z.unknown() }),
  z.object({ status: z.literal("error"), error: z.string() }),
]);

/** A group of alerting rules with what they found. */
export type RuleGroup = z.infer<typeof ruleGroups>["groups"][number];
/** A scrape target. */
export type Scrape = z.infer<typeof scrapes>["activeTargets"][number];
/** An alert as Alertmanager has it. */
export type RoutedAlert = z.infer<typeof amAlerts>[number];

/** The questions that the page asks of Prometheus; each throws an Error that says what failed. */
export class Prometheus {
  constructor(private readonly url: string) {}

  /** Values now. */
  async query(expr: string): Promise<readonly Series[]> {
    const data = await this.get("query", { query: expr }, instant);
    if (data.resultType === "scalar") return [{ labels: {}, points: [data.result] }];
    // A native histogram has no single value: it is left without points.
    return data.result.map(({ metric, value }) => ({
      labels: metric,
      points: value === undefined ? [] : [value],
    }));
  }

  /** Values over time; all in seconds. */
  async queryRange(
    expr: string,
    range: { readonly start: number; readonly end: number; readonly step: number },
  ): Promise<readonly Series[]> {
    const { start, end, step } = range;
    const parameters = { query: expr, start: String(start), end: String(end), step: String(step) };
    const { result } = await this.get("query_range", parameters, matrix);
    return result.map(({ metric, values }) => ({ labels: metric, points: values }));
  }

  /** Values of a label, of the series of a selector or of all. */
  async labelValues(label: string, selector: string): Promise<readonly string[]> {
    const parameters: Record<string, string> = selector === "" ? {} : { "match[]": selector };
    return this.get(`label/${label}/values`, parameters, z.array(z.string()));
  }

  /** Alerting rules by group. */
  async alertingRules(): Promise<readonly RuleGroup[]> {
    return (await this.get("rules", { type: "alert" }, ruleGroups)).groups;
  }

  /** What is scraped. */
  async targets(): Promise<readonly Scrape[]> {
    return (await this.get("targets", { state: "active" }, scrapes)).activeTargets;
  }

  private async get<T>(
    path: string,
    parameters: Record<string, string>,
    schema: z.ZodType<T>,
  ): Promise<T> {
    const url = new URL(`api/v1/${path}`, slashed(this.url));
    url.search = new URLSearchParams(parameters).toString();
    const { status, body } = await fetchJson("Prometheus", url);
    const parsed = answer.safeParse(body);
    if (!parsed.success) {
      throw new Error(`Prometheus answered /api/v1/${path} with status ${status} and no result`);
    }
    if (parsed.data.status === "error") throw new Error(`Prometheus: ${parsed.data.error}`);
    return schema.parse(parsed.data.data);
  }
}

/**
 * The alerts that Alertmanager has, with what became of them.
 * @throws Error when it does not answer
 */
export async function routedAlerts(alertmanager: string): Promise<readonly RoutedAlert[]> {
  const url = new URL("api/v2/alerts", slashed(alertmanager));
  const { status, body } = await fetchJson("Alertmanager", url);
  const parsed = amAlerts.safeParse(body);
  if (!parsed.success) throw new Error(`Alertmanager answered with status ${status} and no alerts`);
  return parsed.data;
}

async function fetchJson(name: string, url: URL): Promise<{ status: number; body: unknown }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    const text = await response.text();
    return { status: response.status, body: parsedOrNothing(text) };
  } catch (error) {
    throw new Error(`${name} at ${url.origin} does not answer: ${reason(error)}`, { cause: error });
  }
}

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch says only "fetch failed"; why is in its cause. */
function reason(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  const { cause } = error;
  if (!types.isNativeError(cause)) return error.message;
  return "code" in cause ? String(cause.code) : cause.message;
}

function slashed(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
