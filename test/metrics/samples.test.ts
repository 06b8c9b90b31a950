import { intersects, subset, validRange } from "semver";
import { type MetricSource, catalogueEntries } from "../../metrics";
import { disagreements } from "./compare";
import { sampleFiles, sourceTitle } from "./sample";

// samples/<exporter>[-<dialect>].prom: what a source exposes, written from the upstream source that its head names.
// They hold the catalogue to the exporters, and tell whoever changes it where to read.

/** Prometheus writes these itself: nothing exposes them. */
const WITHOUT_EXPOSITION = ["Prometheus scrape", "Prometheus rules"];

const entries = catalogueEntries();
const sources = [...new Set(entries.map(({ source }) => source))];
const samples = sampleFiles();
const exposing = sources.filter(({ name }) => !WITHOUT_EXPOSITION.includes(name));

it("has one sample for every source, and no other", () => {
  expect(samples.map(({ source }) => source).sort()).toEqual(exposing.map(sourceTitle).sort());
});

it.each(exposing.map((source): [string, MetricSource] => [sourceTitle(source), source]))(
  "%s: catalogue and sample agree",
  (title, source) => {
    const sample = samples.find((file) => file.source === title);
    const own = entries.filter((entry) => entry.source === source);
    expect(sample ? disagreements(own, sample) : ["no sample"]).toEqual([]);
  },
);

it.each(samples.map((sample) => [sample.file, sample] as const))(
  "%s says where it was read",
  (_, { upstream, files }) => {
    for (const place of upstream) {
      expect(place).toMatch(
        /^(this repository|https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/tree\/([0-9a-f]{9,40}|v\d+\.\d+\.\d+))$/,
      );
    }
    expect(upstream.length).toBeGreaterThan(0);
    expect(files.length).toBeGreaterThan(0);
  },
);

it("gives the versions of a source as a semver range, and no version to two dialects of one source", () => {
  for (const { name, versions } of sources) {
    expect({ name, range: validRange(versions) }).not.toEqual({ name, range: null });
  }
  const overlaps = sources.flatMap((one, i) =>
    sources
      .slice(i + 1)
      .filter((other) => other.name === one.name && intersects(one.versions, other.versions))
      .map((other) => `${sourceTitle(one)} and ${other.versions}`),
  );
  expect(overlaps).toEqual([]);
});

it("gives a metric no versions that its source does not have", () => {
  const narrower = entries.filter(({ versions }) => versions !== undefined);
  expect(narrower.length).toBeGreaterThan(0);
  const wider = narrower.filter(({ versions = "", source }) => !subset(versions, source.versions));
  expect(wider.map(({ name, versions }) => `${name} ${versions}`)).toEqual([]);
});
