// The fast tests: everything but test/local (jest.local.config.cjs) and test/consumer, which build or start something.
const esModules = [
  "@kubernetes/client-node",
  "js-yaml",
  "jose",
  "openid-client",
  "oauth4webapi",
  "jsonpath-plus",
];

/** @type {import("jest").Config} */
module.exports = {
  rootDir: __dirname,
  testEnvironment: "node",
  // Time for a busy machine: a test that waits for something has a shorter limit of its own.
  testTimeout: 30_000,
  testMatch: ["<rootDir>/test/**/*.test.ts", "<rootDir>/test/unit/tools/*.test.mjs"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/(local|engine|consumer)/"],
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.mlwatch/", "<rootDir>/examples/"],
  moduleFileExtensions: ["ts", "mjs", "cjs", "js", "json", "node"],
  transform: {
    "\\.(ts|mjs|js)$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
  },
  // Packages that publish ES modules only: jest's module registry wants CommonJS.
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join("|")})/)`],
};
