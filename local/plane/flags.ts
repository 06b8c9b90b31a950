/** The value of a flag in arguments like `--name=value`; a switch has the value "". */
export function flagOf(args: readonly string[], name: string): string | undefined {
  for (const arg of args) {
    const [flag, value] = split(arg);
    if (flag === name) return value;
  }
  return undefined;
}

/** The arguments with flags replaced, added at the end, or (where the value is undefined) taken away. */
export function withFlags(
  args: readonly string[],
  changes: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const kept = args.filter((arg) => !Object.hasOwn(changes, split(arg)[0] ?? ""));
  const set = Object.entries(changes).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}=${value}`],
  );
  return [...kept, ...set];
}

/** Name and value; no name for what is no flag, e.g. a subcommand. */
function split(arg: string): readonly [string | undefined, string] {
  const match = /^--?([^=]+)(?:=(.*))?$/s.exec(arg);
  return [match?.[1], match?.[2] ?? ""];
}

/** Where a port of a pod is on this machine; undefined where nothing serves it. */
export type PortMap = (port: number) => number | undefined;

/** Finds the pod's port behind a Service: by name (as in an SRV record) or number. */
export type ServiceMap = (
  service: string,
  namespace: string,
  port: string | number,
) => number | undefined;

/**
 * Moves the addresses in an argument to this machine: those it listens on and `localhost` by the pod's own
 * ports, names of Services (`host.ns.svc:port` and `dnssrv+_port._tcp.host.ns.svc`) by the ports of theirs.
 * @throws Error for a Service that nothing here serves
 */
export function localAddresses(arg: string, ports: PortMap, services: ServiceMap): string {
  const find = (service: string, namespace: string, port: string | number): string => {
    const local = services(service, namespace, port);
    if (local === undefined) {
      throw new Error(
        `${arg}: no program here serves the Service ${namespace}/${service}:${port}.`,
      );
    }
    return `127.0.0.1:${local}`;
  };
  // Where people reach it, not where it listens.
  if (/^--[\w.-]*external-url=/.test(arg)) return arg;
  return arg
    .replace(
      /dns(?:srv)?\+_([\w-]+)\._tcp\.([\w-]+)\.([\w-]+)\.svc(?:\.[\w.-]+)?/g,
      (_, port: string, service: string, namespace: string) => find(service, namespace, port),
    )
    .replace(
      /(?:dns\+)?\b([\w-]+)\.([\w-]+)\.svc(?:\.[\w-]+)*:(\d+)/g,
      (_, service: string, namespace: string, port: string) =>
        find(service, namespace, Number(port)),
    )
    .replace(
      /^(--[\w.-]*address=)(?:0\.0\.0\.0|\[::\]|127\.0\.0\.1|localhost)?:(\d+)$/,
      (whole, flag: string, port: string) => moved(whole, flag, ports(Number(port))),
    )
    .replace(/(\/\/)(?:localhost|127\.0\.0\.1):(\d+)/, (whole, slashes: string, port: string) =>
      moved(whole, slashes, ports(Number(port))),
    );
}

function moved(whole: string, prefix: string, port: number | undefined): string {
  return port === undefined ? whole : `${prefix}127.0.0.1:${port}`;
}
