import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  duration,
  logInterval,
  parseManifest,
  parseRows,
  readCurves,
} from "../../../../bench/alerts/curves";
import { classOf, namespaceOf } from "../../../../bench/alerts/contenders";

const manifest = (...lines: string[]) =>
  ["file\tlabel\tonset_seconds", ...lines.map((line) => line.replaceAll(" ", "\t")), ""].join("\n");
const rows = (csv: string) => parseRows(csv, "a.csv");

describe("a manifest", () => {
  it("names files, labels and onsets", () => {
    expect(parseManifest(manifest("nan/a.csv nan 90.5", "b.csv healthy "))).toEqual([
      { file: "nan/a.csv", label: "nan", onset: 90.5 },
      { file: "b.csv", label: "healthy" },
    ]);
  });

  it.each([
    ["file\tlabel\na.csv\tnan\n", "manifest.tsv:1: the column onset_seconds is missing"],
    [manifest(), "manifest.tsv: it names no curve"],
    [manifest("a.csv nan"), "manifest.tsv:2: 2 cells, but the header has 3"],
    [manifest("a.csv  5"), "manifest.tsv:2: file and label must not be empty"],
    [manifest("../a.csv nan 5"), "manifest.tsv:2: file ../a.csv must be a path within"],
    [manifest("a.csv nan 5", "a.csv nan 6"), "manifest.tsv:3: file a.csv is named twice"],
    [manifest("a.csv nan soon"), "manifest.tsv:2: onset_seconds 'soon' is not a number"],
    [manifest("a.csv nan -1"), "manifest.tsv:2: onset_seconds -1 must be 0 or more"],
  ])("is refused: %j", (text, message) => {
    expect(() => parseManifest(text)).toThrow(message);
  });
});

describe("a curve", () => {
  it("has values where something was logged, numbers or not", () => {
    const read = rows("seconds,step,loss,grad_norm,eval_loss\n1,0,2.5,,\n2,1,NaN,inf,1e-3\n");
    expect(read).toEqual([
      { seconds: 1, step: 0, loss: 2.5 },
      { seconds: 2, step: 1, loss: NaN, gradientNorm: Infinity, validationLoss: 0.001 },
    ]);
  });

  it("waits for a clock that was set anew after the start", () => {
    const read = rows("seconds,step,loss\n77,10,1\n2,20,1\n80,30,1\n");
    expect(read.map(({ seconds }) => seconds)).toEqual([77, 77, 80]);
  });

  it("takes a declared step time where it knows no seconds", () => {
    const read = parseRows("step,loss\n10,1\n20,2\n", "a.csv", { stepSeconds: 1.5 });
    expect(read.map(({ seconds }) => seconds)).toEqual([15, 30]);
  });

  it.each([
    ["seconds,loss\n1,2\n", "a.csv:1: the column step is missing"],
    ["seconds,step\n1,2\n", "a.csv:1: there must be a column loss or eval_loss"],
    ["step,loss\n1,2\n", "a.csv:1: the column seconds is missing; say by --step-seconds"],
    ["seconds,step,loss\n", "a.csv: it has no rows"],
    ["seconds,step,loss\n1,2,x\n", "a.csv:2: loss 'x' is not a number"],
    ["seconds,step,loss\n1,2\n", "a.csv:2: 2 cells, but the header has 3"],
    ["seconds,step,loss\n,2,1\n", "a.csv:2: seconds must be a number, 0 or more"],
    ["seconds,step,loss\n1,2,1\n2,1,1\n", "a.csv:3: step must be a number, and not less"],
    ["seconds,step,loss\n9000,1,1\n2,2,1\n", "a.csv:3: seconds go back from 9000 to 2"],
  ])("is refused: %j", (csv, message) => {
    expect(() => rows(csv)).toThrow(message);
  });

  it("logs as often as in most of its time, not in most of its rows", () => {
    const dense = Array.from({ length: 100 }, (_, i) => `${i},${i},1`);
    const sparse = Array.from({ length: 20 }, (_, i) => `${100 + i * 90},${100 + i},1`);
    const curve = {
      id: "a",
      label: "healthy",
      rows: rows(["seconds,step,loss", ...dense, ...sparse, ""].join("\n")),
    };
    expect(logInterval(curve)).toBe(90);
    expect(namespaceOf(classOf(curve))).toBe("training-2m-never");
    expect(duration(curve)).toBe(100 + 19 * 90);
  });

  it("belongs to the class of its validations where it logs nothing else", () => {
    const read = rows("seconds,step,eval_loss\n0,0,1\n700,1,1\n1400,2,1\n");
    expect(namespaceOf(classOf({ id: "a", label: "nan", rows: read }))).toBe("training-15m-15m");
  });
});

describe("a directory", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mlwatch-curves-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is read as its manifest says", () => {
    writeFileSync(join(folder, "manifest.tsv"), manifest("a.csv nan 60"));
    writeFileSync(join(folder, "a.csv"), "seconds,step,loss\r\n30,1,2\r\n60,2,nan\r\n");
    expect(readCurves(folder)).toEqual([
      {
        id: "a",
        label: "nan",
        onset: 60,
        rows: [
          { seconds: 30, step: 1, loss: 2 },
          { seconds: 60, step: 2, loss: NaN },
        ],
      },
    ]);
  });

  it("is refused when a file is missing", () => {
    expect(() => readCurves(folder)).toThrow(`${join(folder, "manifest.tsv")}: it cannot be read`);
    writeFileSync(join(folder, "manifest.tsv"), manifest("a.csv nan 60"));
    expect(() => readCurves(folder)).toThrow(`${join(folder, "a.csv")}: it cannot be read`);
  });
});
