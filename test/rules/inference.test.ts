import { testPack } from "./bench";
import { latency } from "./inference/latency";
import { errorRatio, queueLength, replicas } from "./inference/requests";
import { inferenceGroups } from "./inference/subjects";

testPack("the inference pack", inferenceGroups(), [
  ...latency,
  ...errorRatio,
  ...queueLength,
  ...replicas,
]);
