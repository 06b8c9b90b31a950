import alertmanagerconfigs from "./vendor/alertmanagerconfigs.json";
import alertmanagers from "./vendor/alertmanagers.json";
import podmonitors from "./vendor/podmonitors.json";
import probes from "./vendor/probes.json";
import prometheusagents from "./vendor/prometheusagents.json";
import prometheuses from "./vendor/prometheuses.json";
import prometheusrules from "./vendor/prometheusrules.json";
import scrapeconfigs from "./vendor/scrapeconfigs.json";
import servicemonitors from "./vendor/servicemonitors.json";
import thanosrulers from "./vendor/thanosrulers.json";
import vendored from "./vendor/version.json";

/** A CustomResourceDefinition as far as this package looks into it. */
export interface CustomResourceDefinition {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    /** Plural and group, e.g. prometheuses.monitoring.coreos.com. */
    readonly name: string;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly scope: string;
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: object };
    }[];
  };
}

/** Version of the Prometheus Operator that the definitions are of, e.g. "v0.93.0". */
export const OPERATOR_VERSION: string = vendored.version;

/** The definitions of the Prometheus Operator, without descriptions; written by `npm run crds`. */
export const DEFINITIONS: readonly CustomResourceDefinition[] = [
  alertmanagerconfigs,
  alertmanagers,
  podmonitors,
  probes,
  prometheusagents,
  prometheuses,
  prometheusrules,
  scrapeconfigs,
  servicemonitors,
  thanosrulers,
];
