import type { Delivery } from "../../../local/contracts";
import { type LocalServer, serve } from "../../../local/http";
import { startViewer, type Viewer, type ViewerOptions } from "../../../local/viewer/server";

/** How often the page's server asks while somebody looks. */
export const EVERY_MS = 20;

/** A page over a Prometheus that answers what the test says. */
export interface ViewerStand {
  /** What was asked of Prometheus, newest last. */
  readonly asked: URL[];
  /** The data by path below /api/v1/; what is not there is an error. */
  readonly answers: Record<string, unknown>;
  /** Starts the page; it is closed after the test. */
  readonly start: (more?: Partial<ViewerOptions>) => Promise<string>;
  /** An answer of the page that was started last. */
  readonly get: (path: string) => Promise<Answer>;
  /** A notification arrives. */
  readonly notify: (delivery: Delivery) => void;
}

/** Status and JSON. */
export interface Answer {
  readonly status: number;
  readonly body: ReturnType<typeof JSON.parse>;
}

const dashboard = {
  title: "Runs",
  templating: {
    list: [{ name: "job", type: "query", query: "label_values(up, job)", multi: true }],
  },
  annotations: { list: [{ name: "firing", expr: "ALERTS", titleFormat: "{{alertname}}" }] },
  panels: [
    {
      ...{ id: 1, type: "timeseries", title: "Loss" },
      targets: [{ refId: "A", expr: 'loss{job=~"$job"}', legendFormat: "{{run}} loss" }],
    },
    { id: 2, type: "stat", title: "Now", targets: [{ refId: "A", expr: "up", instant: true }] },
  ],
};

/** Sets up the hooks of a test file. */
export function useViewer(): ViewerStand {
  const asked: URL[] = [];
  const answers: Record<string, unknown> = {};
  const deliveries: Delivery[] = [];
  const viewers: Viewer[] = [];
  let prometheus: LocalServer;
  let listener: (delivery: Delivery) => void = () => undefined;

  beforeAll(async () => {
    prometheus = await serve((incoming, response) => {
      const url = new URL(incoming.url ?? "/", "http://prometheus");
      asked.push(url);
      const data = answers[url.pathname.replace("/api/v1/", "")];
      const found = data !== undefined;
      const body = found
        ? { status: "success", data }
        : { status: "error", error: "no such thing" };
      response.writeHead(found ? 200 : 400).end(JSON.stringify(body));
    });
  });
  afterAll(() => prometheus.close());

  beforeEach(() => {
    asked.length = 0;
    deliveries.length = 0;
    const up = { metric: { __name__: "up", job: "a" }, value: [5, "1"] };
    Object.assign(answers, {
      rules: { groups: [] },
      targets: { activeTargets: [] },
      query: { resultType: "vector", result: [up] },
      query_range: { resultType: "matrix", result: [] },
      "label/job/values": ["a", "b"],
    });
  });
  afterEach(async () => {
    for (const viewer of viewers.splice(0)) await viewer.close();
  });

  return {
    asked,
    answers,
    start: async (more) => {
      const viewer = await startViewer({
        ...{ port: 0, prometheusUrl: prometheus.url, alertmanagerUrl: "http://127.0.0.1:2" },
        dashboards: [{ name: "runs", json: dashboard }],
        receiver: {
          deliveries,
          subscribe: (added) => {
            listener = added;
            return () => undefined;
          },
        },
        status: () => ({ phase: "running", scenario: "healthy", timeline: [] }),
        ...{ scrapeIntervalSeconds: 1, everyMs: EVERY_MS },
        ...more,
      });
      viewers.push(viewer);
      return viewer.url;
    },
    get: async (path) => {
      const response = await fetch(`${viewers.at(-1)!.url}${path}`);
      return { status: response.status, body: await response.json() };
    },
    notify: (delivery) => {
      deliveries.push(delivery);
      listener(delivery);
    },
  };
}
