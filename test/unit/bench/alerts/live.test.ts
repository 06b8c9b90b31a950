import { createServer, type Server } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  fired,
  liveTables,
  reportsOf,
  type RunReport,
} from "../../../../bench/alerts/live/command";
import { LiveServer } from "../../../../bench/alerts/live/server";
import { lastDays, trainingNamespaces } from "../../../../bench/alerts/live/source";
import { epoch } from "../../../../bench/alerts/replay";
import { texts } from "../../../../bench/alerts/samples";
import { BlockWriter } from "../../../../bench/alerts/store";
import { kinds } from "../../../../bench/alerts/synthetic/faults";
import { syntheticEmitter, syntheticRuns } from "../../../../bench/alerts/synthetic/run";
import { start, type Server as Prometheus } from "../../../../bench/rules/prometheus";
import { program } from "../../../programs";

const HOUR = 3600;
const programs = { prometheus: program("prometheus"), promtool: program("promtool") };
const tools = { programs, progress: () => undefined, seconds: () => "0" };

describe("a backtest", () => {
  const names = ["hang", "evaluation-pause"];
  const runs = syntheticRuns(
    kinds.filter(({ name }) => names.includes(name)),
    3,
    1,
  ).filter(({ setting }) => setting.ranks === 2);
  const [hang] = runs;
  const now = epoch + hang!.setting.onset + HOUR;
  let folder: string;
  let prometheus: Prometheus;
  let reports: readonly RunReport[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mlwatch-live-"));
    const writer = new BlockWriter(path.join(folder, "data"), programs);
    const emitters = runs.map((run) => syntheticEmitter(run, 1));
    const all = new Set(emitters.flatMap(({ series }) => series.map(({ name }) => name)));
    for (const { text } of texts(emitters, all, 12 * HOUR)) await writer.add(text);
    await writer.end();
    prometheus = await start(programs, folder);
    const asked = { url: prometheus.url, days: 0.25, namespaces: [], now };
    reports = await fired(asked, new LiveServer(prometheus.url), tools);
  }, 120_000);

  afterAll(async () => {
    await prometheus.stop();
    await rm(folder, { recursive: true });
  });

  it("finds the namespaces, and says of each run what would have fired, and when", () => {
    const paged = reports.filter(({ pages }) => pages.length > 0);
    expect(paged.map(({ namespace, run }) => [namespace, run])).toEqual([["synthetic", hang!.id]]);
    const [page] = paged[0]!.pages;
    expect(page!.alerts).toContain("TrainingStalled");
    expect(page!.from - epoch - hang!.setting.onset).toBeLessThan(15 * 60);
    expect(liveTables(reports, now - 6 * HOUR, now)).toMatch(
      new RegExp(`till now +\\| page +\\| ${hang!.id}`),
    );
  });

  it("says so where nothing trained", async () => {
    const before = (days: number) => lastDays(days, epoch - 24 * HOUR);
    await expect(trainingNamespaces(new LiveServer(prometheus.url), before(1))).rejects.toThrow(
      /there was no training_loss and no training_steps_total .* 1d: .*--stack/,
    );
    // More than one query may ask for.
    await expect(trainingNamespaces(new LiveServer(prometheus.url), before(60))).rejects.toThrow(
      /there was no training_loss/,
    );
  });
});

describe("the last days", () => {
  it("are whole evaluations, however many days they are", () => {
    const { start: from, end, interval } = lastDays(1 / 7, epoch + 11);
    expect([(end - from) % interval, end]).toEqual([0, epoch]);
    expect(end - from).toBeCloseTo(86400 / 7, -2);
  });
});

describe("what would have fired", () => {
  const alarm = (run: string, from: number, severity = "critical") => ({
    ...{ run, namespace: "n", alert: "A", severity },
    ...{ from, to: from + 600 },
  });

  it("is told by run, the first one first", () => {
    const reports = reportsOf(
      [alarm("b", 5000), alarm("a", 9000, "warning"), alarm("b", 5200), alarm("b", 90000)],
      epoch,
    );
    expect(reports.map(({ run, pages, tickets }) => [run, pages.length, tickets.length])).toEqual([
      ["b", 2, 0],
      ["a", 0, 1],
    ]);
    const text = liveTables(reports, epoch, epoch + 86400);
    expect(text).toContain("| 2025-10-09 01:23 | 13m      | page   | b   | A      |");
    expect(liveTables([], epoch, epoch + 86400)).toBe(
      "Nothing would have fired from 2025-10-09 00:00 to 2025-10-10 00:00 UTC.",
    );
  });
});

describe("a server that cannot help", () => {
  let server: Server;
  let url: string;
  const seen: (string | undefined)[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      if (request.url?.includes("runtimeinfo")) {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ data: { storageRetention: "7d or 10GiB" } }));
        return;
      }
      if (request.url?.startsWith("/starting")) {
        response.setHeader("content-type", "application/json");
        response.statusCode = 503;
        response.end("Service Unavailable\n");
        return;
      }
      if (request.url?.startsWith("/slow")) return;
      response.statusCode = request.url?.startsWith("/broken") ? 502 : 401;
      response.end("<html>no</html>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const times = { start: 0, end: 60, interval: 30 };

  it("is told of its token, which no message shows", async () => {
    await expect(new LiveServer(url).range("up", times)).rejects.toThrow(
      "it refuses queries (HTTP 401); set MLWATCH_PROMETHEUS_TOKEN to a token",
    );
    const refused = new LiveServer(`${url}/`, "secret").range("up", times);
    await expect(refused).rejects.toThrow("MLWATCH_PROMETHEUS_TOKEN is not accepted");
    await expect(refused).rejects.not.toThrow("secret");
    expect(seen).toEqual([undefined, "Bearer secret"]);
  });

  it("is named with what it said", async () => {
    await expect(new LiveServer(`${url}/broken`).range("up", times)).rejects.toThrow(
      /broken: it cannot answer: up: HTTP 502; wait until it is ready/,
    );
    await expect(new LiveServer(`${url}/starting`).range("up", times)).rejects.toThrow(
      /starting: it cannot answer: up: HTTP 503, Service Unavailable; wait until it is ready/,
    );
    await expect(new LiveServer("http://127.0.0.1:1").range("up", times)).rejects.toThrow(
      /it cannot be reached/,
    );
    expect(() => new LiveServer("localhost:9090")).toThrow("must be a URL such as");
  });

  it("is not waited for when the command is ended", async () => {
    const ending = new AbortController();
    const asked = new LiveServer(`${url}/slow`, undefined, ending.signal).range("up", times);
    ending.abort();
    await expect(asked).rejects.toThrow("aborted");
  });

  it("is given no password by its URL, and no message shows it", () => {
    const create = () => new LiveServer("http://me:secret@localhost:9090");
    expect(create).toThrow("set MLWATCH_PROMETHEUS_TOKEN to a token");
    expect(create).not.toThrow("secret");
  });

  it("keeps samples for too short a time", async () => {
    const asked = { url, days: 14, namespaces: ["n"], now: epoch };
    await expect(fired(asked, new LiveServer(url), tools)).rejects.toThrow(
      /--days 14: .* keeps 1w only; ask for fewer days, or a server with long-term storage/,
    );
  });
});
