import { testPack } from "./bench";
import { suitesOf } from "./suites";

for (const { name, groups, cases, options } of suitesOf("gpu")) {
  testPack(name, groups, cases, options);
}
