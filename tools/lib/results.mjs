// What each kind of check counts, brought to one shape: passed, failed, and skipped with reasons.
import { existsSync, readFileSync } from "node:fs";

/** @typedef {{ passed: number, failed: number, skipped: string[] }} Counts */

/** A stage that is one check: a linter, a compiler. */
export function single(code) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] };
}

/**
 * Counts of a jest run from its JSON report. A test file that did not even load counts as one
 * failure, and so does a run that failed, or tested nothing, for any other reason.
 */
export function fromJest(report, code) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: [] };
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const skipped = results
    .filter(({ status }) => status === "pending" || status === "todo")
    .map(({ fullName, ancestorTitles = [] }) => ancestorTitles[0] ?? fullName);
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((result) => result.status === "failed"),
  ).length;
  return settle(
    { passed: report.numPassedTests, failed: report.numFailedTests + broken, skipped },
    code,
  );
}

const ENTITIES = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
const unescape = (text) => text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => ENTITIES[name]);

/** Counts of a pytest run from its JUnit report. */
export function fromJunit(xml, code) {
  if (xml === undefined) return { passed: 0, failed: 1, skipped: [] };
  const attribute = (text, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];
  const suites = [...xml.matchAll(/<testsuite\s[^>]*>/g)].map(([tag]) => tag);
  const sum = (name) => suites.reduce((total, tag) => total + Number(attribute(tag, name) ?? 0), 0);
  const skipped = [...xml.matchAll(/<testcase\s([^>]*)>\s*<skipped\s([^>]*)>/g)].map(
    ([, test, reason]) =>
      unescape(`${attribute(test, "name")} (${attribute(reason, "message") ?? "no reason given"})`),
  );
  const failed = sum("failures") + sum("errors");
  return settle({ passed: sum("tests") - failed - sum("skipped"), failed, skipped }, code);
}

/** A run that says it failed, or that tested nothing, has failed whatever its counts are. */
function settle(counts, code) {
  const nothing = counts.passed + counts.failed + counts.skipped.length === 0;
  return counts.failed === 0 && (code !== 0 || nothing) ? { ...counts, failed: 1 } : counts;
}

/** The file's text, undefined when it does not exist. */
export function textOf(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** Sum of the counts of all stages. */
export function total(all) {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    skipped: all.flatMap(({ skipped }) => skipped),
  };
}

/** What was skipped, each once, with how often. @param {readonly string[]} skipped */
export function shortened(skipped) {
  return [...new Set(skipped)].map((name) => {
    const count = skipped.filter((other) => other === name).length;
    return count === 1 ? name : `${name} (${count} tests)`;
  });
}

/** The last line of `npm test`, which other programs read. */
export function summary({ passed, failed, skipped }) {
  const parts = [`${passed} passed`, `${failed} failed`];
  return [...parts, ...(skipped.length === 0 ? [] : [`${skipped.length} skipped`])].join(", ");
}
