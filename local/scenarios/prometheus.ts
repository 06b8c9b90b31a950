import { z } from "zod";

/** An alert as Prometheus sees it now. */
export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
  /** Unix time in milliseconds at which its condition became true. */
  readonly since: number;
}

/** The part of Prometheus's API that scenarios use. */
export interface PrometheusApi {
  /** Alerts that are pending or firing. */
  readonly alerts: () => Promise<readonly ActiveAlert[]>;
  /** Whether an instant query finds a series. */
  readonly finds: (query: string) => Promise<boolean>;
  /** The first value that an instant query finds. */
  readonly value: (query: string) => Promise<number | undefined>;
}

const alertsAnswer = z.object({
  data: z.object({
    alerts: z.array(
      z.object({
        labels: z.record(z.string(), z.string()),
        state: z.enum(["pending", "firing"]),
        activeAt: z.string(),
      }),
    ),
  }),
});
const queryAnswer = z.object({
  data: z.object({
    result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })),
  }),
});

const LIMIT_MS = 15_000;

/**
 * Asks Prometheus at a URL; every method throws what went wrong, with the answer where there was one.
 */
export function prometheusApi(url: string): PrometheusApi {
  const ask = async <T>(path: string, answer: z.ZodType<T>): Promise<T> => {
    const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(LIMIT_MS) });
    if (!response.ok) {
      throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
    }
    return answer.parse(await response.json());
  };
  const values = async (query: string): Promise<readonly number[]> => {
    const parameters = new URLSearchParams({ query }).toString();
    const { data } = await ask(`/api/v1/query?${parameters}`, queryAnswer);
    return data.result.map(({ value: [, text] }) => Number(text));
  };
  return {
    alerts: async () => {
      const { data } = await ask("/api/v1/alerts", alertsAnswer);
      return data.alerts.map(({ labels, state, activeAt }) => ({
        labels,
        state,
        since: Date.parse(activeAt),
      }));
    },
    finds: async (query) => (await values(query)).length > 0,
    value: async (query) => (await values(query))[0],
  };
}
