import {
  fromJest,
  fromJunit,
  shortened,
  single,
  summary,
  total,
} from "../../../tools/lib/results.mjs";

const report = (results, { passed = 0, failed = 0 } = {}) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults: results,
});
const file = (status, ...statuses) => ({
  status,
  assertionResults: statuses.map((each, index) => ({ status: each, fullName: `test ${index}` })),
});

describe("jest", () => {
  it("counts passed, failed and skipped tests", () => {
    const results = report([file("failed", "passed", "failed", "pending", "todo")], {
      passed: 1,
      failed: 1,
    });
    expect(fromJest(results, 1)).toEqual({ passed: 1, failed: 1, skipped: ["test 2", "test 3"] });
  });

  it("counts a file that did not load as a failure", () => {
    expect(fromJest(report([file("failed"), file("passed", "passed")], { passed: 1 }), 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: [],
    });
  });

  it.each([
    ["that wrote no report", undefined, 0],
    ["that tested nothing", report([]), 0],
    [
      "that ended with an error after its tests",
      report([file("passed", "passed")], { passed: 1 }),
      1,
    ],
  ])("counts a run %s as a failure", (_case, results, code) => {
    expect(fromJest(results, code).failed).toBe(1);
  });
});

describe("pytest", () => {
  const xml =
    '<testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="5" time="1">' +
    '<testcase classname="a" name="test_a" time="1" />' +
    '<testcase classname="a" name="test_b" time="0"><skipped type="pytest.skip" message="no &quot;x&quot; here">y</skipped></testcase>' +
    "</testsuite></testsuites>";

  it("counts errors as failures and gives the reason of a skipped test", () => {
    expect(fromJunit(xml, 1)).toEqual({ passed: 2, failed: 2, skipped: ['test_b (no "x" here)'] });
  });

  it("counts a run without a report, or without a test, as a failure", () => {
    expect(fromJunit(undefined, 0).failed).toBe(1);
    expect(fromJunit('<testsuite tests="0" errors="0" failures="0" skipped="0">', 5).failed).toBe(
      1,
    );
  });
});

it("sums all stages to one line", () => {
  const stages = [single(0), single(2), { passed: 3, failed: 0, skipped: ["x"] }];
  expect(summary(total(stages))).toBe("4 passed, 1 failed, 1 skipped");
  expect(summary(total([single(0)]))).toBe("1 passed, 0 failed");
});

it("names what was skipped once, by its outermost group", () => {
  const { skipped } = fromJest(
    report([
      {
        status: "passed",
        assertionResults: [
          { status: "pending", fullName: "the chart renders", ancestorTitles: ["the chart"] },
          { status: "pending", fullName: "the chart fits", ancestorTitles: ["the chart", "dev"] },
          { status: "pending", fullName: "alone", ancestorTitles: [] },
        ],
      },
    ]),
    0,
  );
  expect(shortened(skipped)).toEqual(["the chart (2 tests)", "alone"]);
});
