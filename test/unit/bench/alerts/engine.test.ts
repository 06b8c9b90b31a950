import { contender, type Contender } from "../../../../bench/alerts/contenders";
import type { Curve, Row } from "../../../../bench/alerts/curves";
import { replay } from "../../../../bench/alerts/engine";
import { neededNames } from "../../../../bench/alerts/needed";
import { interval, seriesOf, states } from "../../../../bench/alerts/replay";
import { curvesSource, shown, type Subject } from "../../../../bench/alerts/samples";
import type { Alarm } from "../../../../bench/alerts/score";
import { ruleGroups, trainingPack } from "../../../../rules";
import { program } from "../../../programs";
import { promtoolTest } from "../../../rules/promtool";

/** A run that logs every 30 s for an hour: its loss by the minute it is in. */
function curve(id: string, loss: (minute: number) => number, over: Partial<Curve> = {}): Curve {
  const rows: Row[] = Array.from({ length: 121 }, (_, i) => ({
    seconds: i * 30,
    step: i * 10,
    loss: loss(i / 2),
    validationLoss: loss(i / 2) + 0.5,
    gradientNorm: 1,
  }));
  return { id, label: "healthy", rows, ...over };
}

const after = (minute: number, then: number) => (now: number) => (now >= minute ? then : 1);
const curves = [
  curve("healthy", () => 1),
  curve("diverged", after(35, 3)),
  curve("nan", after(40, NaN)),
  curve("nan twice", (now) => (now === 35 || now === 41 || now === 59 ? Infinity : 1)),
  curve("spike", (now) => (now >= 35 && now < 39 ? 3 : 1)),
  curve("spike, longer", (now) => (now >= 35 && now < 45 ? 3 : 1)),
  curve("restart", after(35, 3), { label: "restart", onset: 2100 }),
  curve("late", after(30, 4), {
    rows: curve("", after(30, 4)).rows.filter(({ seconds }) => seconds > 700 && seconds < 3000),
  }),
];
const namespace = "training-30s";
const subjects: readonly Subject[] = curves.map((own) => ({
  curve: own,
  run_id: own.id,
  namespace,
}));

const all = trainingPack({
  classes: [
    {
      team: "ml",
      select: { namespace },
      warmupSteps: 50,
      windows: { smoothing: "3m", baseline: "30m", sustained: "5m", stall: "5m" },
    },
  ],
  gpuMetrics: false,
});
// What judges losses and progress; the rest of the pack would fire in none of these runs, and takes its time.
const judged = /^Training(Loss|Validation|Stalled)/;
const alerts = all.groups.flatMap(({ rules }) =>
  rules.flatMap((rule) => ("alert" in rule && judged.test(rule.alert) ? [rule] : [])),
);
const recordings = all.groups.flatMap(({ rules }) =>
  rules.flatMap((rule) => ("record" in rule ? [rule] : [])),
);
const read = neededNames(
  alerts.map(({ expr }) => expr),
  recordings,
);
const pack = {
  ...all,
  groups: [
    {
      name: "training",
      rules: [...recordings.filter(({ record }) => read.has(record)), ...alerts],
    },
  ],
};
const ours = contender("ours", pack);
const rise: Contender = {
  name: "rise",
  recordings: [],
  alerts: [
    {
      name: "Rise",
      severity: "critical",
      expr: "training_loss > 1.5 * training_loss offset 10m",
      for: 45,
      keepFiringFor: 100,
    },
  ],
};
const groups = [
  ...ruleGroups(pack, { runbookBaseUrl: "https://example.com" }),
  {
    name: "rise",
    rules: rise.alerts.map(({ name, severity, expr, for: held, keepFiringFor }) => ({
      alert: name,
      expr,
      for: `${held}s`,
      keep_firing_for: `${keepFiringFor}s`,
      labels: { severity },
      annotations: {},
    })),
  },
];

describe("the replay", () => {
  let alarms: readonly Alarm[];
  let failures: ReadonlyMap<string, string>;
  beforeAll(async () => {
    const programs = { prometheus: program("prometheus"), promtool: program("promtool") };
    const fired = await replay(curvesSource(subjects), [ours, rise], programs);
    alarms = [...fired.values()].flat();
    failures = await promtoolTest(groups, {
      evaluation_interval: `${interval}s`,
      group_eval_order: groups.map(({ name }) => name),
      tests: subjects.map((subject) => promtoolTestOf(subject, alarms)),
    });
  }, 120_000);

  it("fires for the runs that it should fire for", () => {
    const firedBy = (name: string) => [
      ...new Set(alarms.filter(({ alert }) => alert === name).map(({ run }) => run)),
    ];
    expect(firedBy("TrainingLossNonFinite")).toEqual(expect.arrayContaining(["nan", "nan twice"]));
    expect(firedBy("TrainingLossDiverging")).toEqual(expect.arrayContaining(["diverged"]));
    expect(firedBy("TrainingLossDiverging")).not.toContain("restart");
    expect(firedBy("Rise")).toContain("restart");
    expect(alarms.filter(({ run }) => run === "healthy")).toEqual([]);
  });

  it.each(curves.map(({ id }) => id))(
    "fires when promtool says so, at every evaluation: %s",
    (id) => expect(failures.get(id)).toBeUndefined(),
  );
});

/** The series of a run, and what it should fire at every evaluation, as a test of promtool. */
function promtoolTestOf(subject: Subject, alarms: readonly Alarm[]) {
  const own = alarms.filter(({ run }) => run === subject.run_id);
  return {
    name: subject.run_id,
    interval: `${interval}s`,
    input_series: inputSeries(subject),
    promql_expr_test: Array.from({ length: 181 }, (_, i) => ({
      expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
      eval_time: `${i * interval}s`,
      exp_samples: firingAt(own, i * interval),
    })),
  };
}

/** What fires at a time, as promtool expects samples; two series of a run are two alerts. */
function firingAt(own: readonly Alarm[], at: number) {
  const now = own.filter(({ from, to }) => from <= at && at < to).map(({ alert }) => alert);
  return [...new Set(now)].map((alert) => ({
    labels: `{alertname="${alert}"}`,
    value: now.filter((name) => name === alert).length,
  }));
}

/** The series of a run for promtool, which knows no end of a series but by a stale marker. */
function inputSeries(subject: Subject) {
  const exported = new Map(states(subject.curve));
  const last = Math.max(...exported.keys());
  return seriesOf(subject).map(({ name, labels, at }) => {
    const values = Array.from({ length: last / interval + 1 }, (_, i) => {
      const state = exported.get(i * interval);
      const value = state && at(state);
      return value === undefined ? "_" : shown(value);
    });
    const pairs = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
    const present = values.some((value) => value !== "_");
    return {
      series: `${name}{${pairs.join(",")}}`,
      values: [...values, present ? "stale" : "_"].join(" "),
    };
  });
}
