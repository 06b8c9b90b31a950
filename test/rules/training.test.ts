import { testPack } from "./bench";
import { slowSteps, targets } from "./training/devices";
import { defaults, diverging, ending, learningRate } from "./training/diverging";
import { local, localWindows } from "./training/local";
import { classes, lab } from "./training/classes";
import { counted, gradients, shown } from "./training/nonfinite";
import { plainStalled, stalled } from "./training/progress";
import { recorded } from "./training/recorded";
import { trainingGroups, windows } from "./training/subjects";

testPack("the training pack", trainingGroups({ windows }), [
  ...diverging,
  ...learningRate,
  ...ending,
  ...shown,
  ...counted,
  ...gradients,
  ...stalled,
  ...plainStalled,
  ...slowSteps,
  ...targets,
  ...recorded,
]);

testPack("the training pack with default windows", trainingGroups(), defaults, { partial: true });

testPack(
  "the training pack of the embedded environment",
  trainingGroups({ windows: localWindows, logInterval: "1s", warmupSteps: 100 }, "1s"),
  local,
  { evaluationInterval: "1s", partial: true },
);

testPack("the training pack for two classes", trainingGroups({ windows }, "30s", [lab]), classes, {
  partial: true,
});
