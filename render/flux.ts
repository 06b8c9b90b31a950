import { isObject, type Values } from "../components/prometheus/merge";
import type { KubernetesObject } from "./manifests";
import { RenderError } from "./run";

/** How often Flux looks for drift; a new version comes by a new manifest, not by polling. */
const INTERVAL = "1h";
/** Helm's own default, in seconds, which Pulumi shares. */
const DEFAULT_TIMEOUT = 300;
/** The layer of an OCI artifact that is the chart itself. */
const CHART_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

/**
 * A Helm release as Flux objects: the source of the chart, and a HelmRelease with the same values.
 * @param inputs of a helm.v3.Release or helm.v4.Chart
 * @throws RenderError for a chart given by a local path, or without a pinned version.
 */
export function toFlux(inputs: Values): KubernetesObject[] {
  const name = text(inputs, "name");
  const chart = text(inputs, "chart");
  const namespace = text(inputs, "namespace");
  const version = inputs["version"];
  if (name === undefined || chart === undefined || namespace === undefined) {
    throw new RenderError(
      "a Helm release needs name, chart and namespace to become a HelmRelease.",
    );
  }
  if (typeof version !== "string") {
    throw new RenderError(
      `Helm release ${name} has no version: pin one, so that renders are alike.`,
    );
  }
  if (inputs["valueYamlFiles"] !== undefined) {
    throw new RenderError(`Helm release ${name} takes values from files: give them as values.`);
  }
  const metadata = { name, namespace };
  const source = chartSource(metadata, chart, version, repository(inputs));
  const crds = inputs["skipCrds"] === true ? "Skip" : "Create";
  const timeout = typeof inputs["timeout"] === "number" ? inputs["timeout"] : DEFAULT_TIMEOUT;
  const values = isObject(inputs["values"]) ? inputs["values"] : {};
  const release: KubernetesObject = {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata,
    spec: {
      interval: INTERVAL,
      timeout: `${timeout}s`,
      releaseName: name,
      ...source.reference,
      install: { crds },
      upgrade: { crds: crds === "Skip" ? "Skip" : "CreateReplace" },
      values,
    },
  };
  return [source.object, release];
}

interface ChartSource {
  readonly object: KubernetesObject;
  /** The part of the HelmRelease's spec that points to it. */
  readonly reference: Values;
}

function chartSource(
  metadata: KubernetesObject["metadata"],
  chart: string,
  version: string,
  repo: string | undefined,
): ChartSource {
  const apiVersion = "source.toolkit.fluxcd.io/v1";
  const url = repo?.startsWith("oci://") ? `${repo.replace(/\/$/, "")}/${chart}` : chart;
  if (url.startsWith("oci://")) {
    const layerSelector = { mediaType: CHART_LAYER, operation: "copy" };
    const spec = { interval: INTERVAL, url, ref: { tag: version }, layerSelector };
    return {
      object: { apiVersion, kind: "OCIRepository", metadata, spec },
      reference: { chartRef: { kind: "OCIRepository", name: metadata.name } },
    };
  }
  if (repo === undefined) {
    throw new RenderError(
      `chart "${chart}" is a local path, which Flux cannot reach; set prometheus.chart.source to an oci:// reference for rendering.`,
    );
  }
  const sourceRef = { kind: "HelmRepository", name: metadata.name };
  return {
    object: {
      apiVersion,
      kind: "HelmRepository",
      metadata,
      spec: { interval: INTERVAL, url: repo },
    },
    reference: { chart: { spec: { chart, version, sourceRef } } },
  };
}

function repository(inputs: Values): string | undefined {
  const options = inputs["repositoryOpts"];
  return isObject(options) ? text(options, "repo") : undefined;
}

function text(values: Values, key: string): string | undefined {
  const value = values[key];
  return typeof value === "string" ? value : undefined;
}
