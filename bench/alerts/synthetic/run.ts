import { epoch, interval } from "../replay";
import { AFTERMATH, texts, type Emitter, type Source } from "../samples";
import type { Kind } from "./faults";
import { random } from "./random";
import { AFTER } from "./schedule";
import { seriesOf } from "./series";
import { Simulation, type SyntheticRun } from "./simulation";

/** A run that has said that it is done is still scraped for so long. */
const LINGER = 60;

/** Runs of kinds: as many variants of each, drawn by a seed. */
export function syntheticRuns(
  kinds: readonly Kind[],
  variants: number,
  seed: number,
): readonly SyntheticRun[] {
  return kinds.flatMap((kind, k) =>
    Array.from({ length: variants }, (_, variant) => {
      const draw = random(seed * 1e6 + k * 1e3 + variant);
      const ranks = [8, 4, 2, 32, 16][variant % 5] ?? 1;
      const setting = {
        ranks,
        stepSeconds: 0.5 * 8 ** draw(),
        onset: interval * Math.floor((3 * 3600 + 2 * 3600 * draw()) / interval),
        severity: draw(),
        ofRank: Array.from({ length: ranks }, draw),
      };
      return { id: `${kind.name}-${variant + 1}`, kind, setting };
    }),
  );
}

/** What a run exports at every scrape. */
export function syntheticEmitter(run: SyntheticRun, seed: number): Emitter {
  const series = seriesOf(run);
  return {
    series,
    *scrapes() {
      const { kind, setting } = run;
      const simulation = new Simulation(run, seed);
      const deaths = kind.deaths?.(setting) ?? [];
      const end =
        setting.onset + (kind.ends === undefined ? AFTER : kind.ends === "done" ? LINGER : 0);
      for (let now = 0; now < end; now += interval) {
        const since = now - setting.onset;
        const down = deaths.some(({ at, down: length }) => at <= since && since < at + length);
        if (down && simulation.up) simulation.die();
        else if (!down && !simulation.up) simulation.begin(now);
        else if (now > 0 && simulation.up) simulation.advance(now);
        yield [now, (index) => series[index]?.at(simulation)];
      }
      return undefined;
    },
  };
}

/** The samples of runs. */
export function syntheticSource(runs: readonly SyntheticRun[], seed: number): Source {
  const end = Math.max(0, ...runs.map(({ setting }) => setting.onset)) + AFTER;
  return {
    of: `of ${runs.length} synthetic runs`,
    start: epoch,
    interval,
    blocks: (wanted) =>
      texts(
        runs.map((run, i) => syntheticEmitter(run, seed + i)),
        wanted,
      ),
    end: () => epoch + end,
    aftermath: AFTERMATH,
  };
}
