import { checkNode } from "../../../tools/lib/bootstrap.mjs";

it.each(["18.20.1", "20.18.3"])("refuses Node.js %s, naming what is needed", (version) => {
  expect(() => checkNode(version)).toThrow(
    `Node.js ${version} is too old: at least 20.19 is needed`,
  );
});

it.each(["20.19.0", "22.0.0"])("takes Node.js %s", (version) => {
  expect(() => checkNode(version)).not.toThrow();
});
