import { localAddresses, withFlags } from "../../../local/plane/flags";
import { localArgs, serviceMap, type PlaneProgram } from "../../../local/plane/programs";
import { PLANE_PROCESSES, planePorts, type PlanePorts } from "../../../local/plane/ports";
import type { Container, Workload } from "../../../local/plane/workload";

const names = { namespace: "monitoring", instance: "mlwatch" };
const numbered = (first: number) =>
  Object.fromEntries(PLANE_PROCESSES.map((name, i) => [name, first + i])) as PlanePorts["http"];
const ports: PlanePorts = { http: numbered(1000), grpc: numbered(2000) };

const program: PlaneProgram = {
  process: "thanos-store",
  program: "thanos",
  workload: "thanos-store",
  pod: "thanos-store-0",
  container: "thanos-store",
  ports: { 10901: "grpc", 10902: "http" },
  after: [],
  flags: { "sync-block-duration": "15s" },
  reloads: false,
};
type Env = NonNullable<Container["env"]>;
const workload = (args: string[], env: Env = []): Workload => ({
  metadata: { name: "thanos-store" },
  spec: {
    template: {
      metadata: { labels: { app: "store" } },
      spec: {
        containers: [
          {
            name: "thanos-store",
            args,
            env,
            ports: [{ name: "grpc", containerPort: 10901 }],
            volumeMounts: [{ name: "data", mountPath: "/var/data" }],
          },
        ],
      },
    },
  },
});
const service = {
  metadata: { name: "store" },
  spec: {
    selector: { app: "store" },
    ports: [
      { name: "grpc", port: 1, targetPort: "grpc" },
      { name: "http", port: 10902 },
    ],
  },
};
const deployed = {
  services: new Map([["store", service]]),
  workloads: new Map([["thanos-store", workload([])]]),
};
const services = serviceMap(deployed, names, [program], ports);

test("a Service leads to the local port of the program behind it", () => {
  expect(services("store", "monitoring", "grpc")).toBe(2003);
  expect(services("store", "monitoring", 10902)).toBe(1003);
  expect(services("store", "monitoring", "other")).toBeUndefined();
  expect(services("store", "elsewhere", "grpc")).toBeUndefined();
});

test.each([
  ["--grpc-address=0.0.0.0:10901", "--grpc-address=127.0.0.1:2003"],
  ["--web.listen-address=:10901", "--web.listen-address=127.0.0.1:2003"],
  ["--cluster.listen-address=", "--cluster.listen-address="],
  ["--prometheus.url=http://localhost:10901/", "--prometheus.url=http://127.0.0.1:2003/"],
  ["--web.external-url=http://127.0.0.1:10901", "--web.external-url=http://127.0.0.1:10901"],
  ["--url=http://store.monitoring.svc:10902", "--url=http://127.0.0.1:1003"],
  ["--url=http://store.monitoring.svc.cluster.local:10902/x", "--url=http://127.0.0.1:1003/x"],
  [
    "--sd={endpoints: [{address: dnssrv+_grpc._tcp.store.monitoring.svc}]}",
    "--sd={endpoints: [{address: 127.0.0.1:2003}]}",
  ],
  ["--log.format=logfmt", "--log.format=logfmt"],
])("%s becomes %s", (given, expected) => {
  const own = new Map([[10901, 2003]]);
  expect(localAddresses(given, (port) => own.get(port), services)).toBe(expected);
});

test("a Service that nothing serves is an error that names it", () => {
  expect(() => localAddresses("--url=http://a.b.svc:1", () => undefined, services)).toThrow(
    "b/a:1",
  );
});

test("flags are replaced, added and removed", () => {
  expect(withFlags(["store", "--a=1", "--b", "--c=3"], { a: "2", b: undefined, d: "x=y" })).toEqual(
    ["store", "--c=3", "--a=2", "--d=x=y"],
  );
});

describe("localArgs", () => {
  const args = (given: string[], env: Env = []) =>
    localArgs(
      program,
      workload(given, env),
      { pod: "thanos-store-0", dir: "/d" },
      new Map([[10901, 2003]]),
      services,
    );

  test("maps mounts and variables, and passes what comes from a Secret as a file", () => {
    const env = [
      { name: "NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "STORE", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
    ];
    const given = ["store", "--data-dir=/var/data", "--id=$(NAME)", "--objstore.config=$(STORE)"];
    expect(args(given, env)).toEqual([
      "store",
      "--data-dir=/d/data",
      "--id=thanos-store-0",
      "--objstore.config-file=/d/env/thanos-store/STORE",
      "--sync-block-duration=15s",
    ]);
  });

  test("refuses a variable that it does not know", () => {
    expect(() => args(["--a=x$(OTHER)"])).toThrow("--a=x$(OTHER)");
  });
});

test("ports are all different, but for those given", async () => {
  const { http, grpc } = await planePorts({ prometheus: 9090 });
  expect(http.prometheus).toBe(9090);
  const all = [...Object.values(http), ...Object.values(grpc)];
  expect(new Set(all).size).toBe(2 * PLANE_PROCESSES.length);
});
