import type {
  InferenceServiceArgs,
  WorkloadSelectorArgs,
} from "../components/monitoring-stack/args";
import { defaultLatencyBuckets } from "../metrics/inference";
import { defaultLatencyObjectives } from "../rules/inference/options";
import { areBucketBounds } from "../rules/inference/service";
import { apart } from "../rules/training/windows";
import { pathText, type Problem } from "./problem";
import { duplicates, type Path, type Sections } from "./sections";

/** Training classes and inference services that share names or pods, and latencies that no quantile can tell. */
export function workloadProblems(config: Sections): Problem[] {
  return [trainingClasses, inferenceServices, overlaps].flatMap((check) => check(config));
}

function trainingClasses({ training }: Sections): Problem[] {
  const classes = training?.classes ?? [];
  return [
    ...duplicates(
      classes.map(({ name, team }) => name ?? team),
      (i) => ["training", "classes", i, "name"],
      "training classes (the default is the team's name)",
    ),
    ...classes.flatMap(({ select }, i) => {
      const other = classes.slice(0, i).findIndex((earlier) => !apart(earlier.select, select));
      if (other < 0) return [];
      return [
        {
          path: ["training", "classes", i, "select"],
          value: select,
          rule: `must not select runs that training.classes[${other}].select may select too, or the rules of both would judge them`,
          remedy:
            "make them one class, move the runs of one to another namespace, or give each labels, one of them with different values",
        },
      ];
    }),
  ];
}

function inferenceServices({ inference }: Sections): Problem[] {
  const services = inference?.services ?? [];
  return [
    ...duplicates(
      services.map(({ name, select }) => `${select.namespace}/${name}`),
      (i) => ["inference", "services", i, "name"],
      "services of that namespace",
    ),
    ...services.flatMap((own, i) => latencies(own, ["inference", "services", i])),
  ];
}

// A quantile is interpolated inside a bucket and never exceeds the largest finite bound: a threshold
// at or above it never fires, one between two bounds fires by guess.
function latencies({ latencyBuckets, objectives }: InferenceServiceArgs, path: Path): Problem[] {
  if (latencyBuckets && !areBucketBounds(latencyBuckets)) {
    return [
      {
        path: [...path, "latencyBuckets"],
        value: latencyBuckets,
        rule: "must be at least two bounds, each larger than the one before",
        remedy:
          "write the finite bounds (le) of the service's latency histogram as it exports them",
      },
    ];
  }
  const bounds: readonly number[] = latencyBuckets ?? defaultLatencyBuckets;
  const largest = bounds.at(-1) ?? Infinity;
  const usable = bounds.filter((bound) => bound < largest);
  return (["latencyP95Seconds", "latencyP99Seconds"] as const).flatMap((key) => {
    const threshold = objectives?.[key];
    if (usable.includes(threshold ?? defaultLatencyObjectives[key])) return [];
    const implied = threshold === undefined ? `is ${defaultLatencyObjectives[key]} then, and ` : "";
    return [
      {
        path: [...path, "objectives", key],
        value: threshold,
        rule: `${implied}must be a bucket bound of the latency histogram below its largest, ${largest} s, which no quantile exceeds`,
        remedy: `choose one of ${usable.join(", ")}, or name the program's own bounds in latencyBuckets`,
      },
    ];
  });
}

// Pods that two selections scrape by the same port count twice in every sum, under two identities. What holds for
// training classes among themselves is said above.
function overlaps({ training, inference }: Sections): Problem[] {
  const selections = [
    ...(training?.classes ?? []).map(({ select }, i) => ({
      path: ["training", "classes", i, "select"] as const,
      select,
    })),
    ...(inference?.services ?? []).map(({ select }, i) => ({
      path: ["inference", "services", i, "select"] as const,
      select,
    })),
  ];
  return selections.flatMap(({ path, select }, i) => {
    const other = selections
      .slice(0, i)
      .find(
        (earlier) =>
          (path[0] === "inference" || earlier.path[0] !== path[0]) &&
          overlap(earlier.select, select),
      );
    if (!other) return [];
    return [
      {
        path,
        value: select,
        rule: `must not select pods that ${pathText(other.path).slice(1)} may select too`,
        remedy: "tell them apart by namespace, by port, or by different values of one label",
      },
    ];
  });
}

function overlap(a: WorkloadSelectorArgs, b: WorkloadSelectorArgs): boolean {
  return (a.port ?? "metrics") === (b.port ?? "metrics") && !apart(a, b);
}
