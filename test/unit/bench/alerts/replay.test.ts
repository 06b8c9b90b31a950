import type { Curve } from "../../../../bench/alerts/curves";
import { epoch, restarts, seriesOf, states } from "../../../../bench/alerts/replay";
import { curvesSource, emitterOf, texts } from "../../../../bench/alerts/samples";
import { entryOf } from "../../../../metrics";

const curve: Curve = {
  id: "a",
  label: "restart",
  onset: 90,
  rows: [
    { seconds: 20, step: 0, loss: 4 },
    { seconds: 80, step: 60, loss: NaN, gradientNorm: 1 },
    { seconds: 110, step: 90, loss: NaN, gradientNorm: Infinity, validationLoss: 3 },
    { seconds: 150, step: 91, loss: 2 },
  ],
};

describe("what a run exports", () => {
  const seen = [...states(curve)];

  it("begins with the first row, ends with the last, and holds what was logged", () => {
    expect(seen.map(([at]) => at)).toEqual([30, 60, 90, 120, 150]);
    expect(seen.map(([, { loss }]) => loss)).toEqual([4, 4, NaN, NaN, 2]);
    expect(seen.map(([, { validationLoss }]) => validationLoss)).toEqual([
      ...[undefined, undefined, undefined, 3, 3],
    ]);
  });

  it("counts steps between rows", () => {
    expect(seen.map(([, { step }]) => step)).toEqual([10, 40, 70, 90, 91]);
  });

  it("counts the first step that is lost, and every one between two of them", () => {
    expect(seen.map(([, s]) => s.losses.nonFinite)).toEqual([0, 0, 1, 31, 31]);
    expect(seen.map(([, s]) => s.gradients.nonFinite)).toEqual([0, 0, 0, 1, 1]);
  });

  it("says when its last step ended, and no sooner than there was one", () => {
    expect(seen.map(([, { lastStep }]) => lastStep)).toEqual([30, 60, 90, 110, 150]);
    const evaluated = [
      { seconds: 0, step: 0, loss: 1 },
      { seconds: 35, step: 1, loss: 1 },
      { seconds: 70, step: 1, validationLoss: 1 },
      { seconds: 120, step: 1, validationLoss: 1 },
    ];
    const times = [...states({ ...curve, label: "healthy", rows: evaluated })];
    expect(times.map(([, { lastStep }]) => lastStep)).toEqual([undefined, undefined, 35, 35, 35]);
  });

  it("watches losses and gradient norms as the package does, until it begins anew", () => {
    const rows = Array.from({ length: 100 }, (_, i) => ({
      seconds: i * 30,
      step: i,
      loss: i === 70 || i === 80 ? 2 : 1,
      gradientNorm: i === 70 ? 2 : i === 75 ? NaN : 1,
    }));
    const at = (i: number, over: Partial<Curve>) =>
      [...states({ ...curve, label: "healthy", rows, ...over })][i]?.[1];
    expect(at(62, {})?.losses).toEqual({ nonFinite: 0, spikes: 0 });
    expect(at(63, {})?.losses).toEqual({ nonFinite: 0, spikes: 0, median: 1, stddev: 0 });
    expect(at(99, {})?.losses.spikes).toBe(2);
    // Twice the norm is nothing, and none is no spike.
    expect(at(99, {})?.gradients).toMatchObject({ nonFinite: 1, spikes: 0 });
    const anew = at(99, { label: "restart", onset: 71 * 30 });
    expect(anew).toMatchObject({ attempt: 2, started: 71 * 30, losses: { spikes: 1, median: 1 } });
  });

  it("counts validations", () => {
    expect(seen.map(([, { evaluations }]) => evaluations)).toEqual([0, 0, 0, 1, 1]);
  });

  it("raises the attempt where a restart is labelled, or where the curve says so", () => {
    expect(seen.map(([, { attempt }]) => attempt)).toEqual([1, 1, 2, 2, 2]);
    const healthy = [...states({ ...curve, label: "healthy" })];
    expect(healthy.map(([, { attempt }]) => attempt)).toEqual([1, 1, 1, 1, 1]);
    const logged = [
      ...states({ ...curve, label: "nan", rows: [{ seconds: 0, step: 0, attempt: 7 }] }),
    ];
    expect(logged.map(([, { attempt }]) => attempt)).toEqual([7]);
  });

  it("raises the attempt wherever the loss of such a run jumps back to its first one", () => {
    const losses = [4, 1, 1, 3.9, 1, 3, 1, 3.8, 1];
    const rows = losses.map((loss, i) => ({ seconds: i * 100, step: i, loss }));
    // The second jump goes not far enough, the third is that of the onset.
    expect(restarts({ id: "a", label: "restart", onset: 650, rows })).toEqual([650, 200]);
    expect(restarts({ id: "a", label: "diverged", onset: 650, rows })).toEqual([]);
  });

  it("are series of its own identity, each one once", () => {
    const all = seriesOf({ namespace: "n", run_id: "a" }, 5);
    const keys = all.map(({ name, labels }) =>
      JSON.stringify([name, Object.entries(labels).sort()]),
    );
    expect(new Set(keys).size).toBe(keys.length);
    for (const { name, labels } of all) {
      expect(labels).toMatchObject({ namespace: "n", pod: "a" });
      const entry = entryOf(name);
      const known = [...(entry?.labels ?? []), ...(entry?.source.targetLabels ?? [])];
      expect([name, Object.keys(labels).filter((label) => !known.includes(label))]).toEqual([
        name,
        [],
      ]);
    }
  });
});

describe("samples", () => {
  const subject = { namespace: "n", run_id: 'a"\\', curve };
  const wanted = new Set(["training_loss", "training_attempt"]);
  const write = (own: Curve, length: number) => [
    ...texts([emitterOf({ ...subject, curve: own })], wanted, length),
  ];

  it("are written part by part, and only what is read", () => {
    const written = write(curve, 60);
    expect(written.map(({ samples }) => samples)).toEqual([2, 4, 6]);
    const text = written.map((part) => part.text).join("");
    expect(text).toContain(
      `training_loss{namespace="n",job="training",pod="a\\"\\\\",run_id="a\\"\\\\",split="train"} NaN ${epoch + 90}\n`,
    );
    expect(text).not.toContain("training_steps_total");
    expect(text).not.toContain("training_step_planned");
  });

  it("write infinity as Prometheus reads it", () => {
    const [part] = write({ ...curve, rows: [{ seconds: 0, step: 0, loss: -Infinity }] }, 60);
    expect(part?.text).toContain(`split="train"} -Inf ${epoch}\n`);
  });

  it("last as long as the longest run, of all or of a namespace", () => {
    const longer = { ...curve, rows: [...curve.rows, { seconds: 999, step: 92 }] };
    const { end } = curvesSource([subject, { ...subject, namespace: "m", curve: longer }]);
    expect(end()).toBe(epoch + 990);
    expect(end(new Set(["n"]))).toBe(epoch + 150);
  });
});
