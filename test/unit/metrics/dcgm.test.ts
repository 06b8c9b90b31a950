import { COUNTERS } from "../../../components/dcgm-exporter/counters";
import { gpuDashboard, trainingDashboard } from "../../../dashboards";
import { catalogueEntries, dcgm, entriesOf } from "../../../metrics";
import { everyPack } from "../rules/every-pack";

const entries = catalogueEntries().filter(({ source }) => source.name === "dcgm-exporter");

it("knows every row of our CSV, with its type, in the dialect of the exporter that we deploy", () => {
  const known = entries
    .filter(({ source }) => source.versions === ">=4.8.3 <4.9")
    .map(({ name, type }) => `${name} ${type}`);
  expect(known).toHaveLength(Object.keys(dcgm).length);
  expect(known).toEqual(expect.arrayContaining(COUNTERS.map(([name, type]) => `${name} ${type}`)));
});

it("collects every field of DCGM that rules or dashboards read", () => {
  const written = JSON.stringify([
    ...everyPack.map(({ groups }) => groups),
    ...[trainingDashboard({}), gpuDashboard({ pools: [] })],
  ]);
  const read = [...new Set(written.match(/\bDCGM_\w+/g))];
  expect(read.length).toBeGreaterThan(3);
  expect(COUNTERS.map(([name]) => name)).toEqual(expect.arrayContaining(read));
});

it("tells dialects of one name apart by their labels, and gives no name two units", () => {
  const names = [...new Set(entries.map(({ name }) => name))];
  const shared = names.filter((name) => entriesOf(name).length > 1);
  expect(shared.length).toBeGreaterThan(40);
  const units = (name: string) => new Set(entriesOf(name).map(({ unit }) => unit)).size;
  expect(shared.filter((name) => units(name) > 1)).toEqual([]);
  const hosts = (name: string) =>
    entriesOf(name).map(({ labels = [] }) => labels.filter((l) => /hostname/i.test(l)).join());
  expect(hosts("DCGM_FI_DEV_GPU_TEMP").sort()).toEqual(["Hostname", "hostname"]);
  expect(hosts("DCGM_FI_DEV_GPU_TEMP_CELSIUS")).toEqual(["hostname"]);
});
