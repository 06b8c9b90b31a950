import { writeFileSync } from "node:fs";
import { trainingOptions } from "../../../components/monitoring-stack/plan";
import { parseConfig } from "../../../config/parse";
import { duration } from "../../../promql";
import { readProject } from "../../../render/project";
import { trainingPack, type TrainingOptions } from "../../../rules";
import { contender } from "../contenders";
import { replay } from "../engine";
import { writeJson } from "../on-curves";
import type { Tools } from "../../command";
import { episodes, PAGE, TICKET, type Alarm, type Episode } from "../score";
import { narrow } from "../table";
import { LiveServer, TOKEN } from "./server";
import { lastDays, liveSource, trainingNamespaces } from "./source";

/** What is asked about a live Prometheus. */
export interface OnLive {
  readonly url: string;
  readonly days: number;
  /** Where runs train. @default those of the stack, or wherever training metrics are found */
  readonly namespaces: readonly string[];
  /** Stack whose training classes are judged. @default one class for each namespace, with defaults */
  readonly stack?: string | undefined;
  readonly json?: string | undefined;
  readonly markdown?: string | undefined;
  /** Unix time of the end. */
  readonly now: number;
}

/** What would have fired for a run. */
export interface RunReport {
  readonly namespace: string;
  readonly run: string;
  readonly pages: readonly Episode[];
  readonly tickets: readonly Episode[];
}

/** Says what our pack would have fired over the last days of a live Prometheus. */
export async function backtest(asked: OnLive, tools: Tools): Promise<void> {
  const { url, days } = asked;
  const server = new LiveServer(url, process.env[TOKEN], tools.programs.signal);
  const times = lastDays(days, asked.now);
  const reports = await fired(asked, server, tools);
  const text = liveTables(reports, times.start, times.end);
  process.stdout.write(`${text}\n\n${tools.seconds()} s\n`);
  if (asked.markdown !== undefined) writeFileSync(asked.markdown, `${text}\n`);
  writeJson(asked.json, { start: times.start, end: times.end, runs: reports });
}

/** The runs for which something would have fired; times are Unix times. */
export async function fired(
  { url, days, namespaces: named, stack, now }: OnLive,
  server: LiveServer,
  { programs, progress }: Tools,
): Promise<readonly RunReport[]> {
  const times = lastDays(days, now);
  const retention = await server.retention();
  if (retention !== undefined && retention < times.end - times.start) {
    throw new Error(
      `--days ${days}: ${url} keeps ${duration(retention)} only; ask for fewer days, or a server with long-term storage.`,
    );
  }
  const own = stack === undefined ? undefined : optionsOf(stack);
  const namespaces =
    named.length > 0
      ? named
      : (own?.classes.map(({ select }) => select.namespace) ??
        (await trainingNamespaces(server, times)));
  const ours = contender(
    "mlwatch",
    trainingPack(
      own ?? {
        classes: namespaces.map((namespace) => ({
          ...{ name: namespace, team: "ml" },
          select: { namespace },
        })),
      },
    ),
  );
  const source = liveSource(server, [...new Set(namespaces)], times);
  const alarms = (await replay(source, [ours], programs, progress)).get(ours.name) ?? [];
  return reportsOf(alarms, times.start);
}

/** What fired by run, in the order of the first page or ticket. */
export function reportsOf(alarms: readonly Alarm[], start: number): readonly RunReport[] {
  const keys = [...new Set(alarms.map(({ namespace, run }) => JSON.stringify([namespace, run])))];
  const since = (own: readonly Episode[]) =>
    own.map(({ from, to, alerts }) => ({ from: start + from, to: start + to, alerts }));
  const reports = keys.map((key) => {
    const own = alarms.filter((one) => JSON.stringify([one.namespace, one.run]) === key);
    const [first] = own;
    return {
      namespace: first?.namespace ?? "",
      run: first?.run ?? "",
      pages: since(episodes(own, PAGE)),
      tickets: since(episodes(own, TICKET)),
    };
  });
  const begin = ({ pages, tickets }: RunReport) =>
    Math.min(...[...pages, ...tickets].map(({ from }) => from));
  return reports.sort((a, b) => begin(a) - begin(b));
}

/** The reports for people. */
export function liveTables(reports: readonly RunReport[], start: number, end: number): string {
  const shown = (time: number) =>
    new Date(time * 1000).toISOString().slice(0, 16).replace("T", " ");
  const over = `from ${shown(start)} to ${shown(end)} UTC`;
  if (reports.length === 0) return `Nothing would have fired ${over}.`;
  const events = reports
    .flatMap(({ namespace, run, pages, tickets }) => [
      ...pages.map((one) => ({ ...one, kind: "page", namespace, run })),
      ...tickets.map((one) => ({ ...one, kind: "ticket", namespace, run })),
    ])
    .sort((a, b) => a.from - b.from);
  return [
    `What would have fired ${over}, by run:`,
    ...narrow(
      ["run", "namespace", "pages", "tickets"],
      reports.map(({ run, namespace, pages, tickets }) => [
        ...[run, namespace, String(pages.length), String(tickets.length)],
      ]),
    ),
    "And when:",
    ...narrow(
      ["from", "lasting", "", "run", "alerts"],
      events.map(({ from, to, kind, run, alerts }) => [
        shown(from),
        to >= end ? "till now" : duration(Math.round((to - from) / 60) * 60),
        ...[kind, run, alerts.join(", ")],
      ]),
    ),
  ].join("\n\n");
}

/** The training classes of a stack of this program. */
function optionsOf(stack: string): TrainingOptions {
  const { request } = readProject({ cwd: process.cwd(), stack, reveal: false });
  const written = request.config[`${request.project}:monitoring`] ?? "null";
  const options = trainingOptions(parseConfig(JSON.parse(written)));
  if (options === undefined) {
    throw new Error(`--stack ${stack}: its configuration watches no training`);
  }
  return options;
}
