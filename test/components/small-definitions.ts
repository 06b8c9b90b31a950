import type * as definitions from "../../components/crds/definitions";

/**
 * The definitions without their schemas, which take seconds to register:
 * `jest.mock("../../components/crds/definitions", () => jest.requireActual("./small-definitions"))`.
 */
const actual = jest.requireActual<typeof definitions>("../../components/crds/definitions");

export const { OPERATOR_VERSION } = actual;
export const DEFINITIONS = actual.DEFINITIONS.map((definition) => ({
  ...definition,
  spec: {
    ...definition.spec,
    versions: definition.spec.versions.map(({ name }) => ({
      name,
      schema: { openAPIV3Schema: { type: "object" } },
    })),
  },
}));
