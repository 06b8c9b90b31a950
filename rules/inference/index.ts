import { checkPack } from "../check";
import { groupName } from "../conventions";
import type { Pack } from "../model";
import {
  errorRatioHigh,
  latencyP95High,
  latencyP99High,
  queueLong,
  targetAbsent,
  targetDown,
} from "./alerts";
import type { InferenceOptions } from "./options";
import { recordings } from "./recordings";
import { resolveServices } from "./service";

/**
 * The rules of inference services: one group per service, so that recorded series are there before the alerts
 * that read them.
 * @throws Error naming service, option, value and rule when a threshold or window cannot work.
 */
export function inferencePack(options: InferenceOptions): Pack {
  const services = resolveServices(options);
  const pack: Pack = {
    name: "inference",
    groups: services.map((s) => ({
      name: groupName("inference", s.namespace, s.name),
      rules: [
        ...recordings(s),
        latencyP95High(s),
        latencyP99High(s),
        errorRatioHigh(s),
        queueLong(s),
        targetAbsent(s),
        targetDown(s),
      ],
    })),
    omitted: [],
  };
  return checkPack(pack, {
    scrapeInterval: options.scrapeInterval,
    scrapeIntervals: Object.fromEntries(
      services.map((s) => [groupName("inference", s.namespace, s.name), s.scrapeInterval]),
    ),
  });
}
