import { testPack } from "./bench";
import { exporters, inventories } from "./gpu/exporters";
import { lostGpus } from "./gpu/lost";
import { gpuGroups } from "./gpu/subjects";

testPack("the GPU pack", gpuGroups(), [...lostGpus, ...exporters, ...inventories]);
