import { testPack } from "./bench";
import { suitesOf } from "./suites";

for (const { name, groups, cases, options } of suitesOf("inference")) {
  testPack(name, groups, cases, options);
}
