export { UNKNOWN, type Form } from "./form";
export { finding, infer, type Finding, type Result } from "./infer";
export {
  alertProblems,
  labelProblems,
  recordedForms,
  recordedProblems,
  templateProblems,
} from "./rule";
export { RULES, type Rule, type Severity, type Slug } from "./slugs";
export { unitOfName } from "./units";
export { catalogueWorld, type SeriesEntry, type World } from "./world";
