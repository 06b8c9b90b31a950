import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { contenders } from "../../../../bench/alerts/contenders";
import { placed } from "../../../../bench/alerts/labels";
import { groupsOf, moreContenders } from "../../../../bench/alerts/tradeoff";
import { score, type Run } from "../../../../bench/alerts/score";

const root = path.join(__dirname, "../../../..");
const classes = [{ logInterval: "30s" }];
const runs: readonly Run[] = [
  { id: "d", label: "diverged", seconds: 90000, onset: 36000 },
  { id: "s", label: "spike-recovered", seconds: 90000, onset: 36000 },
];

describe("the picture of the trade-off", () => {
  const judged = contenders(classes);
  const all = [...judged, ...moreContenders(classes, judged)];
  const groups = groupsOf(all.map(({ name }) => score(name, runs, [])));

  it("has a curve of ours, curves of the level rule, and every public rule", () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    const sizes = groups.map(({ color, joined, scores }) => [color, joined, scores.length]);
    expect(sizes.slice(0, 3)).toEqual([
      ["ours", true, 5],
      ["level", true, 5],
      ["level", true, 5],
    ]);
    const others = groups.flatMap((group) => (group.color === "public" ? group.scores : []));
    expect(others.map(({ label }) => label)).toContain("loss != loss");
    expect(others.map(({ label }) => label)).not.toContain("level 1.5x for 60m");
  });

  it("is drawn without a browser, for light and dark pages", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "mlwatch-picture-"));
    try {
      const file = path.join(folder, "a.svg");
      const page = { run: "d", namespace: "n", alert: "A", severity: "critical" };
      const seen = score("ours", runs, [{ ...page, from: 36600, to: 40000 }]);
      const drawn = [
        { name: "a", color: "ours", joined: true, scores: [{ label: "ours & more", score: seen }] },
        {
          name: "b",
          color: "public",
          joined: false,
          scores: [{ label: "x", score: score("blind", runs, []) }],
        },
      ];
      const script = `require("./bench/alerts/picture.ts").writePicture(${JSON.stringify(file)}, ${JSON.stringify(drawn)})`;
      execFileSync(process.execPath, ["--import", "tsx", "-e", script], { cwd: root });
      const svg = readFileSync(file, "utf8");
      expect(svg).toMatch(/^<svg [^>]*><style>svg\{--text:#/);
      expect(svg).toContain("prefers-color-scheme:dark");
      expect(svg).toContain("ours &amp; more");
      expect(svg).toContain("more than half missed by blind");
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 30_000);
});

describe("labels", () => {
  const at = (x: number, y: number, text = "label") => ({ text, color: "ours", x, y });

  it("lie beside their points, and on nothing", () => {
    const [first, second, third] = placed(
      [at(10, 50), at(10, 52), at(395, 52), at(30, 200, "")],
      400,
      300,
    );
    expect(first).toMatchObject({ x: 17, align: "left" });
    expect(Math.abs(second!.y - first!.y)).toBeGreaterThanOrEqual(12);
    expect(third).toMatchObject({ x: 388, align: "right" });
    expect(placed([at(30, 200, "")], 400, 300)).toEqual([]);
  });

  it("are nearest where they come first, and lead to their points where they are far", () => {
    // The points lie at the lower edge, so that there is room above only.
    const crowd = Array.from({ length: 5 }, (_, i) => at(0, 296 - i));
    const all = placed(crowd, 400, 300);
    const distances = all.map(({ x, y }, i) => Math.hypot(x - 7, y - crowd[i]!.y));
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(distances[4]).toBeLessThan(60);
    const boxes = all.map(({ x, y }) => [x, y] as const);
    for (const [i, [x, y]] of boxes.entries()) {
      const covered = boxes.slice(0, i).filter((one) => {
        return Math.abs(one[0] - x) < 28 && Math.abs(one[1] - y) < 12;
      });
      expect(covered).toEqual([]);
      expect(y).toBeLessThanOrEqual(294);
    }
    const led = all.map(({ leader }) => leader && [leader.x, leader.y]);
    expect(led[4]).toEqual([0, 292]);
    expect(placed([at(50, 50)], 400, 300)[0]).not.toHaveProperty("leader");
  });
});
