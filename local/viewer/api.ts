import { messageOf } from "../errors";
import { findChoices } from "./choices";
import { type Dashboard } from "./model";
import { type Prometheus } from "./prometheus";
import { askMarks, askPanel, type Span } from "./query";
import { type Selection } from "./variables";

/** An answer of the page's own interface. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const LONGEST_SECONDS = 24 * 3600;

/**
 * Answers questions about dashboards. A browser names a dashboard, a panel and the values of variables, never an
 * expression: this is no way to ask Prometheus something else.
 */
export class DashboardApi {
  private readonly dashboards: ReadonlyMap<string, Dashboard>;

  constructor(
    private readonly prometheus: Prometheus,
    dashboards: readonly Dashboard[],
    private readonly scrapeInterval: number,
  ) {
    this.dashboards = new Map(dashboards.map((dashboard) => [dashboard.name, dashboard]));
  }

  /** Undefined where the path is not one of its own. */
  async answer(path: string, parameters: URLSearchParams): Promise<Answer | undefined> {
    if (path === "/api/dashboards") return { status: 200, body: this.list() };
    if (!["/api/choices", "/api/marks", "/api/panel"].includes(path)) return undefined;
    const range = Number(parameters.get("range") ?? "900");
    if (!Number.isInteger(range) || range < 60 || range > LONGEST_SECONDS) {
      return refusal(400, `range: whole seconds from 60 to ${LONGEST_SECONDS}`);
    }
    const dashboard = this.dashboards.get(parameters.get("dashboard") ?? "");
    if (dashboard === undefined) return refusal(404, "there is no such dashboard");
    const panel = dashboard.panels.find(({ id }) => String(id) === parameters.get("panel"));
    if (path === "/api/panel" && panel === undefined) return refusal(404, "there is no such panel");
    const { prometheus, scrapeInterval } = this;
    const span: Span = { end: Math.floor(Date.now() / 1000), range, scrapeInterval };
    const selection = selectionOf(parameters);
    const timing = { range, step: scrapeInterval, scrapeInterval };
    try {
      if (panel !== undefined) {
        return { status: 200, body: await askPanel(prometheus, dashboard, panel, selection, span) };
      }
      return path === "/api/marks"
        ? { status: 200, body: await askMarks(prometheus, dashboard, selection, span) }
        : { status: 200, body: await findChoices(prometheus, dashboard, selection, timing) };
    } catch (error) {
      return refusal(502, messageOf(error));
    }
  }

  private list(): unknown {
    return [...this.dashboards.values()].map(({ name, title, description, panels }) => ({
      ...{ name, title, description, panels },
    }));
  }
}

function refusal(status: number, error: string): Answer {
  return { status, body: { error } };
}

/** Variables come as in Grafana's addresses: `var-job=a&var-job=b`. */
function selectionOf(parameters: URLSearchParams): Selection {
  const names = new Set([...parameters.keys()].filter((key) => key.startsWith("var-")));
  return Object.fromEntries([...names].map((key) => [key.slice(4), parameters.getAll(key)]));
}
