import { testPack } from "./bench";
import { availability, watchdog } from "./meta/availability";
import { selves } from "./meta/prometheus";
import { metaGroups } from "./meta/subjects";
import { thanosItself } from "./meta/thanos";

const [heartbeat, ...others] = metaGroups();

testPack("the meta pack", others, [...availability, ...selves, ...thanosItself]);

testPack("the Watchdog", heartbeat ? [heartbeat] : [], watchdog, { partial: true });
