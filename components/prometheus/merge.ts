/** JSON-like object: chart values, the spec of a custom resource. */
export type Values = Readonly<Record<string, unknown>>;

/** True for an object that is neither null nor an array. */
export function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Merges patches over a base, objects key by key and in depth; arrays and scalars are replaced, as
 * Helm does it. `null` replaces too, `undefined` leaves what is there. Nothing is changed in place.
 */
export function deepMerge(base: Values, ...patches: readonly (Values | undefined)[]): Values {
  return patches.reduce<Values>((merged, patch) => {
    const entries = Object.entries(patch ?? {}).filter(([, value]) => value !== undefined);
    const changed = entries.map(([key, value]) => {
      const before = merged[key];
      return [key, isObject(before) && isObject(value) ? deepMerge(before, value) : value] as const;
    });
    return { ...merged, ...Object.fromEntries(changed) };
  }, base);
}

/** The value at a dotted path, or undefined where the path ends early. */
export function valueAt(values: Values, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), values);
}
