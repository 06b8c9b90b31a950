import { catalogueWorld, infer, recordedForms, type Form, type World } from "../../../check/infer";
import { trainingPack, type AlertRule, type TrainingClass } from "../../../rules";

/** A class with everything that makes an alert exist. */
export const fullClass: TrainingClass = {
  ...{ team: "ml", select: { namespace: "train" }, checkpointInterval: "1h" },
  ...{ stepDuration: "10s", plannedSteps: 100_000, ranks: 8 },
};

const pack = trainingPack({ classes: [fullClass] });
const recorded = new Map<string, readonly Form[]>();
const world: World = { ...catalogueWorld(), recorded: (name) => recorded.get(name) };

/** Every rule of the training pack for one class. */
export const trainingRules = pack.groups.flatMap(({ rules }) => rules);

/** The labels that series of an expression may have. */
function labelsOf(forms: readonly Form[]): ReadonlySet<string> {
  return new Set(forms.flatMap(({ labels, maybe = [] }) => [...labels, ...maybe]));
}

/** The labels of every recorded series of the training pack, by name. */
export const recordedLabels = new Map<string, ReadonlySet<string>>();
/** Every alert of the training pack with the labels of its expression. */
export const trainingAlerts: readonly { rule: AlertRule; labels: ReadonlySet<string> }[] =
  pack.groups.flatMap(({ rules }) =>
    rules.flatMap((rule) => {
      const { inferred } = infer(rule.expr, world);
      if ("alert" in rule) return [{ rule, labels: labelsOf(inferred.forms) }];
      const forms = recordedForms(inferred, rule.labels ?? {});
      recorded.set(rule.record, forms);
      recordedLabels.set(rule.record, labelsOf(forms));
      return [];
    }),
  );
