import { scrape } from "../../metrics";
import { absent, min, seconds, type Condition, type Kind, type Unit } from "../../promql";
import { check, times } from "../conventions";
import type { MetaOptions, ScrapedComponent, ThanosComponents } from "./options";

/** What selects the targets of one component. */
export interface Target {
  readonly namespace: string;
  readonly job: string;
}

/** Windows with every default applied. */
export interface ResolvedWindows {
  readonly down: string;
  readonly failures: string;
  /** How long failures must go on: a single one, at a reload or a restart, is no incident. */
  readonly sustained: string;
  readonly uploads: string;
}

/** `increase` needs two samples, and a scrape or two may be lost. */
const scrapesPerWindow = 4;

/**
 * Applies defaults and checks the windows.
 * @throws Error naming option, value and rule.
 */
export function resolveWindows({
  windows = {},
  scrapeInterval = "30s",
}: MetaOptions): ResolvedWindows {
  const { down = "5m", failures = "5m", uploads = "6h" } = windows;
  const lengths = Object.entries({ down, failures, uploads, scrapeInterval });
  for (const [option, text] of lengths) {
    try {
      seconds(text);
    } catch (error) {
      const where = option === "scrapeInterval" ? option : `windows.${option}`;
      throw new Error(`meta rules, ${where}: ${String(error)}`, { cause: error });
    }
  }
  const shortest = times(scrapesPerWindow, scrapeInterval);
  for (const [option, text] of Object.entries({ failures, uploads })) {
    check(
      seconds(text) >= seconds(shortest),
      `meta rules, windows.${option}`,
      text,
      `it must hold at least ${scrapesPerWindow} scrapes (${shortest} at a scrape interval of ${scrapeInterval})`,
    );
  }
  return { down, failures, sustained: times(3, failures), uploads };
}

/** The targets of a component, if it is deployed. */
export function targetOf(
  component: ScrapedComponent | undefined,
  defaultJob: string,
): Target | undefined {
  return component && { namespace: component.namespace, job: component.job ?? defaultJob };
}

/** The targets of Thanos by component, of those deployed. */
export function thanosTargets(
  thanos: ThanosComponents = {},
): Readonly<Partial<Record<keyof ThanosComponents, Target>>> {
  const jobs = {
    sidecar: "thanos-sidecar",
    store: "thanos-store",
    query: "thanos-query",
    queryFrontend: "thanos-query-frontend",
    compact: "thanos-compact",
  } as const satisfies Record<keyof ThanosComponents, string>;
  const component = (name: keyof ThanosComponents) => {
    const target = targetOf(thanos[name], jobs[name]);
    return target && { [name]: target };
  };
  return {
    ...component("sidecar"),
    ...component("store"),
    ...component("query"),
    ...component("queryFrontend"),
    ...component("compact"),
  };
}

/**
 * A replica does not answer its scrapes, or none is scraped. One that went away while others stay is not missed:
 * how many there should be is not known here.
 */
export function down(target: Target): Condition<"namespace" | "job", "boolean" | "info", "one"> {
  return absent(scrape.up, { ...target }).either(
    min(scrape.up.where(target)).by("namespace", "job").eq(0),
  );
}

/**
 * Any of the conditions.
 * @throws Error for none at all.
 */
export function any<L extends string, K extends Kind, U extends Unit>(
  conditions: readonly Condition<L, K, U>[],
): Condition<L, K, U> {
  // Like labels on both sides; the compiler does not work that out for a type parameter.
  return conditions.reduce((all, one) => all.either(one as never));
}
