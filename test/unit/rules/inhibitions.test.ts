import { trainingInhibitions } from "../../../rules";
import { severities } from "../../../rules/conventions";
import { trainingAlerts as alerts } from "./training-labels";

const pairs = trainingInhibitions.flatMap(({ sources, targets, equal }) =>
  sources.flatMap((source) => targets.map((target) => ({ source, target, equal }))),
);
const named = (name: string) => alerts.filter(({ rule }) => rule.alert === name);

describe("inhibitions of training alerts", () => {
  it("name alerts of the pack", () => {
    const known = new Set(alerts.map(({ rule }) => rule.alert));
    const all = trainingInhibitions.flatMap(({ sources, targets }) => [...sources, ...targets]);
    expect(all.filter((name) => !known.has(name))).toEqual([]);
  });

  it("compare labels that both alerts have, or all of a namespace would be one", () => {
    const missing = pairs.flatMap(({ source, target, equal }) =>
      [source, target].flatMap((name) =>
        named(name).flatMap(({ labels }) =>
          equal.filter((label) => !labels.has(label)).map((label) => `${name} has no ${label}`),
        ),
      ),
    );
    expect(missing).toEqual([]);
    expect(pairs.filter(({ equal }) => equal.length < 2)).toEqual([]);
  });

  it("never let a ticket mute a page", () => {
    const order = Object.keys(severities);
    const rank = (name: string) =>
      named(name).map(({ rule }) => order.indexOf(rule.labels.severity));
    const wrong = pairs.filter(
      ({ source, target }) => Math.min(...rank(target)) < Math.max(...rank(source)),
    );
    expect(wrong).toEqual([]);
  });

  it("leave somebody to tell: no alert is muted by what it mutes, over however many others", () => {
    const muted = (name: string) =>
      pairs.filter(({ source }) => source === name).map((p) => p.target);
    const reach = (from: string, seen = new Set<string>()): ReadonlySet<string> => {
      for (const target of muted(from)) {
        if (seen.has(target)) continue;
        seen.add(target);
        reach(target, seen);
      }
      return seen;
    };
    expect(pairs.map(({ source }) => source).filter((name) => reach(name).has(name))).toEqual([]);
  });
});
