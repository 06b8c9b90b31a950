import type { Delivery } from "../contracts";
import { messageOf } from "../errors";
import { type Prometheus, routedAlerts } from "./prometheus";
import { stateOf, type ViewerState, type ViewerStatus } from "./state";

/** Where the watched state comes from. */
export interface Watched {
  readonly prometheus: Prometheus;
  readonly alertmanagerUrl: string;
  readonly deliveries: () => readonly Delivery[];
  readonly status: () => ViewerStatus;
}

/** Asks for the state as long as somebody listens, and tells when it has changed. */
export class Watch {
  private readonly listeners = new Set<(state: string) => void>();
  private timer: NodeJS.Timeout | undefined;
  private asking: Promise<void> | undefined;
  private last = "";

  constructor(
    private readonly watched: Watched,
    private readonly everyMs: number,
  ) {}

  /** The state now. */
  async state(): Promise<ViewerState> {
    const { prometheus, alertmanagerUrl, deliveries, status } = this.watched;
    const [groups, scrapes, routed] = await Promise.allSettled([
      prometheus.alertingRules(),
      prometheus.targets(),
      routedAlerts(alertmanagerUrl),
    ]);
    const failed = [groups, scrapes, routed].flatMap((result) =>
      result.status === "rejected" ? [messageOf(result.reason)] : [],
    );
    return stateOf({
      status: status(),
      groups: valueOf(groups),
      scrapes: valueOf(scrapes),
      routed: valueOf(routed),
      deliveries: deliveries(),
      // Two questions to one program that is down fail alike.
      problems: [...new Set(failed)],
    });
  }

  /** Tells the state, as JSON, now and after every change. @returns how to stop that */
  listen(listener: (state: string) => void): () => void {
    // While nobody listened nothing was asked, so what was last seen may be long past.
    if (this.listeners.size === 0) this.last = "";
    this.listeners.add(listener);
    if (this.last !== "") listener(this.last);
    void this.ask();
    return () => void this.listeners.delete(listener);
  }

  /** Asks at once: something is known to have changed. */
  ask(): Promise<void> {
    this.asking ??= this.refresh().finally(() => (this.asking = undefined));
    return this.asking;
  }

  /** Asks no more. */
  stop(): void {
    this.listeners.clear();
    clearTimeout(this.timer);
  }

  private async refresh(): Promise<void> {
    clearTimeout(this.timer);
    if (this.listeners.size === 0) return;
    const state = JSON.stringify(await this.state());
    const changed = state !== this.last;
    this.last = state;
    if (changed) for (const listener of this.listeners) listener(state);
    this.timer = setTimeout(() => void this.ask(), this.everyMs);
    this.timer.unref();
  }
}

function valueOf<T>(result: PromiseSettledResult<T>): T | undefined {
  return result.status === "fulfilled" ? result.value : undefined;
}
