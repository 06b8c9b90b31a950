import * as pulumi from "@pulumi/pulumi";
import type { IngressArgs } from "../monitoring-stack/args";
import type { Values } from "../prometheus/merge";

/** Which of the two shapes the chart reads: that of Prometheus and Alertmanager, or Grafana's. */
type Shape = "prometheus" | "grafana";

/**
 * Ingress values for one external address; empty where the address or the ingress is not given.
 * @throws RunError for an address that is not an http(s) URL, or has a path where an ingress serves it
 */
export function ingressValues(
  argument: string,
  url: string | undefined,
  ingress: IngressArgs | undefined,
  shape: Shape = "prometheus",
): Values {
  if (url === undefined) return {};
  const { hostname, pathname, protocol } = parse(argument, url);
  if (ingress === undefined) return {};
  if (pathname !== "/") {
    throw new pulumi.RunError(
      `'${argument}' (${url}) must have no path where 'urls.ingress' is set: the ingress serves the whole host. ` +
        `Give each address a host of its own.`,
    );
  }
  return {
    ingress: {
      enabled: true,
      ingressClassName: ingress.className,
      annotations: { ...ingress.annotations },
      hosts: [hostname],
      pathType: "Prefix",
      ...(shape === "grafana" ? { path: "/" } : { paths: ["/"] }),
      ...(protocol === "https:" && {
        tls: [
          {
            hosts: [hostname],
            ...(ingress.tlsSecret !== undefined && { secretName: ingress.tlsSecret }),
          },
        ],
      }),
    },
  };
}

function parse(argument: string, url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !["http:", "https:"].includes(parsed.protocol)) {
    throw new pulumi.RunError(
      `'${argument}' (${url}) must be a URL with http or https, e.g. https://grafana.example.com.`,
    );
  }
  return parsed;
}
