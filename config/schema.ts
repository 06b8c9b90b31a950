import * as args from "../components/monitoring-stack/args";
import type { KubernetesConfig, MonitoringConfig } from "./config";
import {
  byteSize,
  count,
  dnsLabel,
  duration,
  flag,
  image,
  labels,
  list,
  map,
  object,
  objectName,
  oneOf,
  plain,
  raw,
  text,
  texts,
  url,
  volumeSize,
  type Shape,
} from "./fields";
import { inferenceService, trainingClass } from "./workload-schema";

const kubernetes = object({
  context: plain("a context of the kubeconfig", "gke_acme_europe-west4_train-eu-1"),
  kubeconfig: plain("a path of a kubeconfig", "/home/me/.kube/config").exactOptional(),
} satisfies Shape<KubernetesConfig>);

const namespace = object({
  name: dnsLabel("monitoring").exactOptional(),
  create: flag().exactOptional(),
} satisfies Shape<args.NamespaceArgs>);

const secretKey = object({
  name: objectName("mlwatch-objstore"),
  key: plain("a key of the Secret", "objstore.yml"),
} satisfies Shape<args.SecretKeyArgs>);

const chart = object({
  version: text("must be a chart version", 'write e.g. "88.5.3"', (value) =>
    /^\d+\.\d+\.\d+([-+][\w.+-]+)?$/.test(value),
  ).exactOptional(),
  source: plain("an OCI reference or a path", "./kube-prometheus-stack-88.5.3.tgz").exactOptional(),
  // 26 characters, because the chart appends up to 37 to it and cuts what exceeds 63.
  releaseName: dnsLabel("kps", 26).exactOptional(),
  values: raw("chart values").exactOptional(),
} satisfies Shape<args.ChartArgs>);

const programVersion = (example: string) =>
  text('must be a version with a leading "v"', `write e.g. "${example}"`, (value) =>
    /^v\d+\.\d+\.\d+(-[\w.]+)?$/.test(value),
  );

const operator = object({
  name: dnsLabel("mlwatch").exactOptional(),
  prometheusVersion: programVersion("v3.14.0").exactOptional(),
  alertmanagerVersion: programVersion("v0.31.1").exactOptional(),
  overrides: object({
    prometheus: raw("fields of the Prometheus spec").exactOptional(),
    alertmanager: raw("fields of the Alertmanager spec").exactOptional(),
  } satisfies Shape<args.OperatorOverrides>).exactOptional(),
} satisfies Shape<args.OperatorArgs>);

const existing = object({
  namespace: dnsLabel("monitoring"),
  labels: labels("the labels that its selectors ask for"),
  url: url("http://prometheus-operated.monitoring.svc:9090").exactOptional(),
  defaultAlerts: list(plain("the name of an alert", "Watchdog"), "names of alerts").exactOptional(),
} satisfies Shape<args.ExistingPrometheusArgs>);

const prometheus = object({
  chart: chart.exactOptional(),
  operator: operator.exactOptional(),
  existing: existing.exactOptional(),
  replicas: count(1, 2).exactOptional(),
  alertmanagerReplicas: count(1, 3).exactOptional(),
  retention: duration("10d").exactOptional(),
  storage: volumeSize("100Gi").exactOptional(),
  storageClass: objectName("premium-rwo").exactOptional(),
  scrapeInterval: duration("30s").exactOptional(),
  evaluationInterval: duration("30s").exactOptional(),
} satisfies Shape<args.PrometheusArgs>);

const gpuPool = object({
  name: dnsLabel("h100"),
  accelerator: plain("the provider's name of the accelerator", "nvidia-h100-80gb"),
  gpusPerNode: count(1, 8),
  nodes: object({ min: count(0, 0), max: count(1, 16) } satisfies Shape<args.NodeRange>),
  nodeSelector: labels("node labels").exactOptional(),
  tolerations: list(
    object({
      key: plain("the key of a taint", "nvidia.com/gpu").exactOptional(),
      operator: oneOf({ Exists: "Exists", Equal: "Equal" }).exactOptional(),
      value: text(
        "must be a text",
        "put numbers and booleans in quotes",
        () => true,
      ).exactOptional(),
      effect: oneOf({
        NoSchedule: "NoSchedule",
        PreferNoSchedule: "PreferNoSchedule",
        NoExecute: "NoExecute",
      }).exactOptional(),
    } satisfies Shape<args.TolerationArgs>),
    "tolerations",
  ).exactOptional(),
} satisfies Shape<args.GpuPoolArgs>);

const dcgm = object({
  image: image("nvcr.io/nvidia/k8s/dcgm-exporter:4.6.1-4.8.4-distroless").exactOptional(),
  namespace: dnsLabel("gpu-metrics").exactOptional(),
  interval: duration("30s").exactOptional(),
  windows: object({
    nodeAge: duration("20m", { zero: true }).exactOptional(),
    lost: duration("5m", { zero: true }).exactOptional(),
    exporterDown: duration("10m", { zero: true }).exactOptional(),
  } satisfies Shape<args.GpuWindows>).exactOptional(),
} satisfies Shape<args.DcgmArgs>);

const thanosFlags = () => texts("flags of Thanos without their dashes").exactOptional();

const longTermStorage = object({
  type: oneOf(args.ObjectStoreType),
  bucket: plain("the name of a bucket or container", "metrics-train-eu-1"),
  endpoint: text(
    "must be the host of an S3 endpoint, without scheme and path",
    'write e.g. "s3.eu-west-1.amazonaws.com"',
    (value) => /^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:\d+)?$/.test(value),
  ).exactOptional(),
  region: plain("a region", "eu-west-1").exactOptional(),
  storageAccount: text(
    "must be a storage account: 3 to 24 lower-case letters and digits",
    'write e.g. "trainmetrics"',
    (value) => /^[a-z0-9]{3,24}$/.test(value),
  ).exactOptional(),
  existingSecret: secretKey.exactOptional(),
  workloadIdentity: texts("annotations of ServiceAccounts").exactOptional(),
  retention: object({
    raw: duration("30d", { zero: true }).exactOptional(),
    fiveMinutes: duration("90d", { zero: true }).exactOptional(),
    oneHour: duration("365d", { zero: true }).exactOptional(),
  } satisfies Shape<args.RetentionArgs>).exactOptional(),
  image: image("quay.io/thanos/thanos:v0.42.4").exactOptional(),
  queryReplicas: count(1, 2).exactOptional(),
  storeStorage: volumeSize("50Gi").exactOptional(),
  compactorStorage: volumeSize("100Gi").exactOptional(),
  flags: object({
    query: thanosFlags(),
    queryFrontend: thanosFlags(),
    store: thanosFlags(),
    compact: thanosFlags(),
  } satisfies Shape<args.ThanosFlags>).exactOptional(),
} satisfies Shape<args.LongTermStorageArgs>);

const grafana = object({
  enabled: flag().exactOptional(),
  adminSecret: objectName("grafana-admin").exactOptional(),
  folder: plain("the name of a folder", "Machine learning").exactOptional(),
} satisfies Shape<args.GrafanaArgs>);

const urls = object({
  grafana: url("https://grafana.example.com").exactOptional(),
  prometheus: url("https://prometheus.example.com").exactOptional(),
  alertmanager: url("https://alertmanager.example.com").exactOptional(),
  runbooks: url("https://runbooks.example.com/ml").exactOptional(),
  ingress: object({
    className: objectName("nginx"),
    tlsSecret: objectName("monitoring-tls").exactOptional(),
    annotations: texts("annotations").exactOptional(),
  } satisfies Shape<args.IngressArgs>).exactOptional(),
} satisfies Shape<args.UrlArgs>);

const secretRef = {
  secret: text(
    "must be a name in mlwatch:secrets: letters, digits, dashes, dots and underscores",
    'write e.g. "slack-platform"',
    (value) => /^[A-Za-z0-9][-A-Za-z0-9._]{0,252}$/.test(value),
  ).exactOptional(),
  existingSecret: secretKey.exactOptional(),
} satisfies Shape<args.SecretRefArgs>;

const address = (example: string) =>
  text("must be e-mail addresses separated by commas", `write e.g. "${example}"`, (value) =>
    value.split(",").every((part) => /^[^\s@{}]+@[^\s@{}]+$/.test(part.trim())),
  );

const channels = {
  slack: object({
    ...secretRef,
    channel: plain("a channel", "#platform"),
  } satisfies Shape<args.SlackArgs>).exactOptional(),
  pagerDuty: object(secretRef satisfies Shape<args.PagerDutyArgs>).exactOptional(),
  email: object({
    ...secretRef,
    to: address("oncall@example.com"),
    from: address("alerts@example.com"),
    smarthost: text("must be host and port", 'write e.g. "smtp.example.com:587"', (value) =>
      /^[A-Za-z0-9.-]+:\d+$/.test(value),
    ),
    username: plain("an SMTP user", "alerts").exactOptional(),
  } satisfies Shape<args.EmailArgs>).exactOptional(),
  webhook: object(secretRef satisfies Shape<args.WebhookArgs>).exactOptional(),
} satisfies Shape<args.ReceiverArgs>;

const receiver = object(channels);

const alerting = object(
  {
    default: object(
      channels,
      "must be a receiver: it takes every alert that no receiver of a team takes",
    ),
    teams: map(receiver, "receivers by team").exactOptional(),
    watchdog: receiver.exactOptional(),
    groupWait: duration("30s").exactOptional(),
    groupInterval: duration("5m").exactOptional(),
    repeatInterval: duration("4h").exactOptional(),
  } satisfies Shape<args.AlertingArgs>,
  "must be an object with a default receiver, or alerts reach nobody",
);

const limits = object({
  samples: count(1, 20_000).exactOptional(),
  labels: count(1, 40).exactOptional(),
  labelValueLength: count(1, 512).exactOptional(),
  bodySize: byteSize("20MB").exactOptional(),
} satisfies Shape<args.LimitArgs>);

/** Shape of `mlwatch:monitoring`, field by field that of {@link MonitoringConfig}. */
export const schema = object({
  kubernetes,
  cluster: plain("the name of the cluster", "train-eu-1"),
  environment: dnsLabel("prod"),
  provider: oneOf(args.ClusterProvider),
  namespace: namespace.exactOptional(),
  prometheus,
  gpuPools: list(gpuPool, "GPU pools").exactOptional(),
  dcgm: dcgm.exactOptional(),
  longTermStorage: longTermStorage.exactOptional(),
  grafana: grafana.exactOptional(),
  urls: urls.exactOptional(),
  alerting,
  training: object({
    classes: list(trainingClass, "training classes"),
  } satisfies Shape<args.TrainingArgs>).exactOptional(),
  inference: object({
    services: list(inferenceService, "inference services"),
  } satisfies Shape<args.InferenceArgs>).exactOptional(),
  limits: limits.exactOptional(),
} satisfies Shape<MonitoringConfig>);
