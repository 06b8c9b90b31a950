import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { classOf, contenders, namespaceOf } from "./contenders";
import { duration, readCurves, type Curve } from "./curves";
import { replay } from "./engine";
import { details, tables } from "./report";
import { curvesSource } from "./samples";
import { score, type Run } from "./score";

const USAGE = `Usage: npm run bench:alerts -- --curves DIR [--json FILE] [--markdown FILE] [--details FILE]
                            [--only TEXT] [--step-seconds N]

Replays labelled loss curves through a real Prometheus, and says which runs our training alerts and public rules
recognise, how late, and how often they cry wolf. docs/alert-benchmark.md says how to read it.
  --curves DIR        curves, and a manifest.tsv that labels them
  --json FILE         writes the marks of every pack
  --markdown FILE     writes the tables
  --details FILE      writes every page and ticket of every run
  --only TEXT         only packs whose name contains the text
  --step-seconds N    how long a step takes, for curves without seconds
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      prometheus: { type: "string" },
      promtool: { type: "string" },
      curves: { type: "string" },
      json: { type: "string" },
      markdown: { type: "string" },
      details: { type: "string" },
      only: { type: "string", default: "" },
      "step-seconds": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const { prometheus, promtool, curves: directory } = values;
  if (prometheus === undefined || promtool === undefined || directory === undefined) {
    throw new Error(USAGE);
  }
  const stepSeconds = values["step-seconds"];
  if (stepSeconds !== undefined && !(Number(stepSeconds) > 0)) {
    throw new Error(`--step-seconds ${stepSeconds}: it must be a number above 0`);
  }
  const begun = Date.now();
  const curves = readCurves(directory, {
    ...(stepSeconds !== undefined && { stepSeconds: Number(stepSeconds) }),
  });
  const subjects = curves.map((curve) => ({
    curve,
    run_id: curve.id,
    namespace: namespaceOf(classOf(curve)),
  }));
  const all = contenders(curves.map(classOf));
  const packs = all.filter(({ name }) => name.includes(values.only));
  if (packs.length === 0) {
    const names = all.map(({ name }) => name).join("; ");
    throw new Error(`--only ${values.only}: no pack is named so; there are ${names}`);
  }
  // Whoever ends it early leaves neither a server nor its data behind.
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => ending.abort());
  const seconds = () => ((Date.now() - begun) / 1000).toFixed(0);
  const fired = await replay(
    curvesSource(subjects),
    packs,
    { prometheus, promtool, signal: ending.signal },
    (text) => process.stderr.write(`${seconds().padStart(4)} s: ${text}\n`),
  );
  const runs = curves.map(runOf);
  const judged = packs.map(({ name }) => {
    const alarms = fired.get(name) ?? [];
    return { score: score(name, runs, alarms), alarms };
  });
  const scores = judged.map(({ score: marks }) => marks);
  const text = tables(scores);
  process.stdout.write(`${text}\n\n${runs.length} runs, ${seconds()} s\n`);
  if (values.markdown !== undefined) writeFileSync(values.markdown, `${text}\n`);
  const write = (file: string | undefined, data: unknown) => {
    if (file !== undefined) writeFileSync(file, `${JSON.stringify(data, null, 2)}\n`);
  };
  write(values.json, { packs: scores });
  write(values.details, { packs: details(judged, runs) });
}

function runOf(curve: Curve): Run {
  const { id, label, onset } = curve;
  return { id, label, seconds: duration(curve), ...(onset !== undefined && { onset }) };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
