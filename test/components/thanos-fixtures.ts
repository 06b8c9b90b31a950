import type { LongTermStorageArgs } from "../../components/monitoring-stack/args";
import type { ThanosStackArgs } from "../../components/thanos-stack";
import type { ThanosComponent } from "../../components/thanos-stack/flags";
import { thanosObjects } from "../../components/thanos-stack/objects";
import type { Inputs } from "./mocks";

/** The smallest storage. */
export const STORAGE: LongTermStorageArgs = { type: "GCS", bucket: "metrics" };
/** Arguments of prod, changed as given. */
export const args = (
  storage: Partial<LongTermStorageArgs> = {},
  changes: Partial<ThanosStackArgs> = {},
): ThanosStackArgs => ({
  namespace: "monitoring",
  environment: "prod",
  storage: { ...STORAGE, ...storage },
  objectStore: { name: "ml-objstore", key: "objstore.yml" },
  sidecar: { service: "kps-thanos-discovery", namespace: "monitoring" },
  labels: { release: "kps" },
  ...changes,
});
/** Objects of a component. The builders' types wrap every field in Input; the values are plain. */
export const objects = (component: ThanosComponent, given = args()): Inputs =>
  thanosObjects("ml-thanos", given).find((o) => o.component === component)!;
/** Pod template of a component. */
export const pod = (component: ThanosComponent, given?: ThanosStackArgs): Inputs => {
  const { deployment, statefulSet } = objects(component, given);
  return (deployment ?? statefulSet).spec.template;
};
