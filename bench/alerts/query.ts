/** Times at which an expression is evaluated; seconds. */
export interface Times {
  readonly start: number;
  readonly end: number;
  readonly interval: number;
}

/** The evaluations at which an expression has a result, for one set of labels. */
export interface Active {
  readonly labels: Readonly<Record<string, string>>;
  readonly times: readonly number[];
}

/** What an expression is, for one set of labels, as the query API writes it. */
export interface Result {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [time: number, value: string])[];
}

/** What one query may ask for: the server refuses more than 11000 points. */
const POINTS = 10_000;

/** Parts of a time that one query each may ask for. */
export function parts({ start, end, interval }: Times): readonly Times[] {
  const count = Math.ceil((end - start + interval) / (POINTS * interval));
  return Array.from({ length: count }, (_, i) => {
    const from = start + i * POINTS * interval;
    return { start: from, end: Math.min(end, from + (POINTS - 1) * interval), interval };
  });
}

/** The evaluations at which an expression has a result, by labels, in the order of the labels. */
export async function activeTimes(
  url: string,
  query: string,
  times: Times,
): Promise<readonly Active[]> {
  const found = new Map<string, { labels: Active["labels"]; times: number[] }>();
  for (const part of parts(times)) {
    for (const { metric, values } of await queryRange(url, query, part)) {
      // An alert has its own name.
      const { __name__: _, ...labels } = metric;
      const key = JSON.stringify(Object.entries(labels).sort());
      const own = found.get(key) ?? { labels, times: [] };
      found.set(key, own);
      for (const [time] of values) own.times.push(time);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own);
}

/** What is sent along with a query. */
export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the wait for the answer. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Evaluates an expression at every interval, through the query API.
 * @throws QueryError with the expression and what the server said, where it answers without a result.
 */
export async function queryRange(
  url: string,
  query: string,
  { start, end, interval }: Times,
  { headers = {}, signal }: Sent = {},
): Promise<readonly Result[]> {
  const response = await fetch(`${url}/api/v1/query_range`, {
    method: "POST",
    headers,
    signal: signal ?? null,
    body: new URLSearchParams({
      query,
      start: String(start),
      end: String(end),
      step: String(interval),
    }),
  });
  const { data, error } = answerIn(await response.text());
  if (!data) throw new QueryError(query, response.status, error);
  return data.result;
}

/** The answer of the query API; an error has no data. */
interface Answer {
  readonly error?: string;
  readonly data?: { readonly result: readonly Result[] };
}

/** A Prometheus that is starting, and whatever stands before one, answer in plain text or HTML. */
function answerIn(text: string): Answer {
  try {
    return (JSON.parse(text) as Answer | null) ?? {};
  } catch {
    const line = text.trim().split("\n", 1)[0] ?? "";
    return line === "" || line.startsWith("<") ? {} : { error: line.slice(0, 200) };
  }
}

/** A query that the server answered without a result. */
export class QueryError extends Error {
  /**
   * @param status of HTTP
   * @param said why, as the server put it
   */
  constructor(
    query: string,
    readonly status: number,
    said: string | undefined,
  ) {
    super(`${query}: HTTP ${status}${said === undefined ? "" : `, ${said}`}`);
  }
}
