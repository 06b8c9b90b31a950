import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { type Family, parseExposition } from "../../check/files/exposition";
import type { MetricSource } from "../../metrics";

const FOLDER = path.join(__dirname, "samples");

/**
 * A file of samples/, `<exporter>[-<dialect>].prom`: what a source exposes. Its head says where that was read:
 *
 *     # source: vLLM >=0.13 <1                                     name and versions as in the catalogue
 *     # upstream: https://github.com/<owner>/<repository>/tree/<commit or tag>, or "this repository"; repeatable
 *     # files: path/in/it.py, another.py                           repeatable
 *     # not used: a_metric, b_metric                               what the catalogue leaves out; optional, repeatable
 *
 * Below stand a TYPE line and series per metric, with the labels that the exporter sets (those of the target are
 * added by the scrape), every label value of a union, every bucket; the numbers are invented.
 */
export interface SampleFile {
  readonly file: string;
  /** Name and versions of the source, as the catalogue writes them. */
  readonly source: string;
  readonly upstream: readonly string[];
  readonly files: readonly string[];
  /** Metrics of the sample that the catalogue leaves out on purpose. */
  readonly notUsed: readonly string[];
  readonly families: readonly Family[];
}

/** How the head of a sample names a source. */
export const sourceTitle = ({ name, versions }: MetricSource): string => `${name} ${versions}`;

/** Reads the text of a sample file. */
export function readSample(file: string, text: string): SampleFile {
  const head = (key: string) =>
    [...text.matchAll(new RegExp(`^# ${key}: (.+)$`, "gm"))].map(([, value = ""]) => value.trim());
  const list = (key: string) => head(key).flatMap((line) => line.split(/,\s*/));
  const [source = ""] = head("source");
  return {
    ...{ file, source, upstream: head("upstream"), files: list("files") },
    ...{ notUsed: list("not used"), families: parseExposition(text) },
  };
}

/** Every sample of the repository. */
export function sampleFiles(): readonly SampleFile[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".prom"))
    .map((file) => readSample(file, readFileSync(path.join(FOLDER, file), "utf8")));
}
