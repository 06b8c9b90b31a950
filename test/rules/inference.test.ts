import { testPack } from "./bench";
import { latency } from "./inference/latency";
import { local, localService, recorded } from "./inference/recorded";
import { neighbour, neighbours } from "./inference/neighbours";
import { errorRatio, queueLength, replicas } from "./inference/requests";
import { inferenceGroups } from "./inference/subjects";

testPack("the inference pack", inferenceGroups(), [
  ...latency,
  ...errorRatio,
  ...queueLength,
  ...replicas,
  ...recorded,
]);

testPack(
  "the inference pack of the embedded environment",
  inferenceGroups(localService, "1s"),
  local,
  {
    evaluationInterval: "1s",
    partial: true,
  },
);

testPack(
  "the inference pack for two services",
  inferenceGroups({}, "30s", [neighbour]),
  neighbours,
  {
    partial: true,
  },
);
