import { passed, table, type Attempt } from "../../../local/scenarios/table";

const good: Attempt = {
  scenario: "gpu-lost",
  run: 1,
  startedAt: 100_000,
  endedAt: 190_000,
  code: 0,
  log: "gpu-lost-1.log",
  result: {
    scenario: "gpu-lost",
    delivered: ["GPULost"],
    unexpected: [],
    missing: [],
    timeline: [
      { seconds: 30, event: "fault", name: "GPU 2 is lost" },
      { seconds: 37.5, event: "delivered", name: "GPULost" },
      { seconds: 40, event: "delivered", name: "Other" },
    ],
    ok: true,
    firstScrapeAt: 140_200,
  },
};
const { result, ...unfinished } = good;
const missed = { ...result!, ok: false, delivered: [], missing: ["GPULost"], timeline: [] };

describe("passed", () => {
  it.each<[string, Attempt, boolean]>([
    ["a good result and exit code 0", good, true],
    ["no result", unfinished, false],
    ["a bad result", { ...good, result: missed }, false],
    ["a good result, but another exit code", { ...good, code: 1 }, false],
  ])("%s", (_, attempt, expected) => expect(passed(attempt)).toBe(expected));
});

describe("table", () => {
  it("tells the times of each run, and why one failed", () => {
    const attempts = [
      good,
      { ...good, run: 2, code: 1, result: missed, log: "2.log" },
      { ...unfinished, run: 3, code: null, log: "3.log" },
    ];
    expect(table(attempts).split("\n")).toEqual([
      "scenario  run          first scrape  fault to delivery  whole   delivered",
      "gpu-lost  1    ok      40.2 s        7.5 s              90.0 s  GPULost",
      "gpu-lost  2    FAILED  40.2 s                           90.0 s",
      "gpu-lost  3    FAILED                                   90.0 s",
      "gpu-lost, run 2: missing GPULost; exit code 1; see 2.log",
      "gpu-lost, run 3: no result; exit code null; see 3.log",
    ]);
  });
});
