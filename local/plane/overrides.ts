import type { Values } from "../../components/prometheus/merge";

/** What only the launcher knows of a run. */
export interface LocalConfigOptions {
  /** Address of the API server, e.g. https://127.0.0.1:34567. */
  readonly clusterUrl: string;
  /** Kubeconfig file with the context `mlwatch-local`. */
  readonly kubeconfig: string;
  /** PEM file of the authority that signed the API server's certificate. */
  readonly caFile: string;
  /** File with the bearer token by which Prometheus discovers targets. */
  readonly tokenFile: string;
  /** Port of the gateway on 127.0.0.1. */
  readonly gatewayPort: number;
  /** Namespace and name of the Prometheus, as the stack has them. */
  readonly names: PlaneNames;
  /** Where people reach the programs, for links in alerts. */
  readonly urls: {
    readonly prometheus: string;
    readonly alertmanager: string;
    /** @default alerts without dashboard links */
    readonly grafana?: string;
    /** @default the project's own runbooks */
    readonly runbooks?: string;
  };
  /** Directory that is the object store. */
  readonly bucketDir: string;
}

/** Names by which the parts of the plane are found in the cluster. */
export interface PlaneNames {
  /** Namespace of the stack. */
  readonly namespace: string;
  /** Name of the Prometheus and Alertmanager objects. */
  readonly instance: string;
}

/** The names of the stack `local`. */
export const LOCAL_NAMES: PlaneNames = { namespace: "monitoring", instance: "mlwatch" };

/**
 * The part of `mlwatch:monitoring` that makes the stack fit this run: Prometheus finds targets at the API
 * server's local address with its own token, and asks the gateway for each, because pods are only simulated.
 */
export function localConfig(options: LocalConfigOptions): Values {
  const { clusterUrl, kubeconfig, caFile, tokenFile, gatewayPort, names, urls } = options;
  const gateway = `127.0.0.1:${gatewayPort}`;
  return {
    kubernetes: { kubeconfig },
    urls,
    longTermStorage: { bucket: options.bucketDir },
    prometheus: {
      operator: {
        overrides: {
          prometheus: {
            apiserverConfig: {
              host: clusterUrl,
              tlsConfig: { caFile },
              authorization: { type: "Bearer", credentialsFile: tokenFile },
            },
            // What fires in the seconds before Alertmanager is discovered is sent again soon.
            rules: { alert: { resendDelay: "15s" } },
            scrapeClasses: [
              {
                name: "gateway",
                default: true,
                relabelings: [
                  // Prometheus would take the gateway's address otherwise.
                  { sourceLabels: ["__address__"], targetLabel: "instance" },
                  ...throughGateway("__metrics_path__", gateway),
                ],
              },
            ],
            alerting: {
              // A list is replaced as a whole: the rest is as the component has it.
              alertmanagers: [
                {
                  namespace: names.namespace,
                  name: `${names.instance}-alertmanager`,
                  port: "http-web",
                  apiVersion: "v2",
                  relabelings: throughGateway("__alerts_path__", gateway),
                },
              ],
            },
          },
        },
      },
    },
  };
}

/** Moves a target's address to the start of its path, and puts the gateway's address in its place. */
function throughGateway(pathLabel: string, gateway: string): readonly Values[] {
  return [
    {
      sourceLabels: ["__address__", pathLabel],
      separator: "",
      regex: "(.+?)(/.*)",
      targetLabel: pathLabel,
      replacement: "/$1$2",
    },
    { targetLabel: "__address__", replacement: gateway },
  ];
}
