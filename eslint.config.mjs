import { createNodeResolver, importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";
import documentedExports from "./tools/eslint/documented-exports.mjs";

/** What users import; each depends on what stands before it only. */
const LAYERS = ["metrics", "promql", "rules", "dashboards", "components"];
const WITHOUT_PULUMI = LAYERS.slice(0, 4);
const APPLICATION = ["render", "local", "check", "bench", "index.ts", "test", "tools", "examples"];

/** Nothing points back; a metric is a metric of the query language, the one arrow the other way. */
const forbidden = {
  metrics: ["rules", "dashboards", "components", "config", ...APPLICATION],
  promql: ["rules", "dashboards", "components", "config", ...APPLICATION],
  rules: ["dashboards", "components", "config", ...APPLICATION],
  dashboards: ["components", "config", ...APPLICATION],
  components: APPLICATION,
  config: APPLICATION,
};
const zones = Object.entries(forbidden).flatMap(([target, folders]) =>
  folders.map((from) => ({
    target: `./${target}`,
    from: `./${from}`,
    message: `${target}/ does not depend on ${from}: see "Layout" in CONTRIBUTING.md.`,
  })),
);

const library = LAYERS.map((layer) => `${layer}/**/*.ts`);

export default tseslint.config(
  {
    ignores: ["node_modules/", "dist/", ".mlwatch/", "coverage/", "examples/", "**/vendor/"],
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strict, tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [
        createNodeResolver({ extensions: [".ts", ".js", ".mjs", ".cjs", ".json"] }),
      ],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      // Args interfaces carry a name of their own in the Pulumi schema, and defaults of their own.
      "@typescript-eslint/no-empty-object-type": [
        "error",
        { allowInterfaces: "with-single-extends" },
      ],
      "@typescript-eslint/no-unnecessary-condition": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
      "import-x/no-restricted-paths": ["error", { zones }],
      eqeqeq: "error",
    },
  },
  {
    files: [...library, "{config,render,local,check}/**/*.ts"],
    plugins: { mlwatch: { rules: { "documented-exports": documentedExports } } },
    rules: { "mlwatch/documented-exports": "error" },
  },
  {
    files: [...library, "config/**/*.ts"],
    rules: { "no-console": "error" },
  },
  {
    files: WITHOUT_PULUMI.map((layer) => `${layer}/**/*.ts`),
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["@pulumi/*"], message: "Rules and dashboards are usable without Pulumi." },
          ],
        },
      ],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // A test asserts on what came out, whatever its type, and knows what it put in.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unnecessary-condition": "off",
      "@typescript-eslint/restrict-template-expressions": "off",
      // Classes are passed around as values here, their static methods are not called.
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    files: ["**/*.mjs", "**/*.cjs"],
    extends: [tseslint.configs.base],
    rules: { eqeqeq: "error", "no-unused-vars": "error", "prefer-const": "error" },
  },
);
