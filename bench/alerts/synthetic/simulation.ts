import { Watched } from "../baseline";
import { interval, LOSS_RATIO } from "../replay";
import type { Kind, Phase, Regime, Setting } from "./faults";
import { random } from "./random";
import { CHECKPOINT_INTERVAL } from "./schedule";

/** A run compiles so long, and one that begins anew restores. */
const STARTING = 120;
const EVALUATING = 90;
const SAVING = 60;
const SAMPLES = 32;

/** A run that never was. */
export interface SyntheticRun {
  readonly id: string;
  readonly kind: Kind;
  readonly setting: Setting;
}

/** What is known of a rank. */
interface Rank {
  stepSeconds: number;
  dataWait: number;
  commWait: number;
}

/** A run at a moment, its processes and GPUs. */
export class Simulation {
  up = true;
  attempt = 1;
  started = 0;
  /** Steps of this process, a part of one among them, and of the run. */
  steps = 0;
  step = 0;
  savedStep = 0;
  saved: number | undefined;
  failures = 0;
  lastStep: number | undefined;
  samples = 0;
  evaluations = 0;
  overflows = 0;
  lossScale = 2 ** 16;
  loss: number | undefined;
  validationLoss: number | undefined;
  stepsTimed = 0;
  readonly phaseSeconds = new Map<Phase, number>();
  readonly watched = new Watched(LOSS_RATIO);
  ranks: Rank[];
  regime: Regime;
  private pendingSave: number | undefined;
  private readonly draw: () => number;

  constructor(
    private readonly run: SyntheticRun,
    seed: number,
  ) {
    this.draw = random(seed);
    this.ranks = this.freshRanks();
    this.regime = this.at(0);
  }

  private freshRanks(): Rank[] {
    const { ranks } = this.run.setting;
    return Array.from({ length: ranks }, () => ({ stepSeconds: 0, dataWait: 0, commWait: 0 }));
  }

  /** How the run does: by its schedule, and by what is wrong with it. */
  private at(now: number): Regime {
    const { kind, setting } = this.run;
    const own = now - this.started;
    const cycle = own % CHECKPOINT_INTERVAL;
    const usual: Regime = {
      phase: phaseAt(own, cycle, this.attempt),
      stepSeconds: setting.stepSeconds,
      batch: 1,
      dataWait: 0.02,
      commWait: (rank) => 0.05 + 0.02 * (setting.ofRank[rank] ?? 0),
      utilization: 97,
      tensor: 0.45,
      overflow: 0,
      saves: "well",
    };
    const since = now - setting.onset;
    const changed =
      since >= 0 && kind.change ? { ...usual, ...kind.change(usual, since, setting) } : usual;
    return kind.ends === "done" && since >= 0 ? { ...changed, phase: "done" } : changed;
  }

  /** The processes die; what begins anew later goes on from the last checkpoint. */
  die(): void {
    this.up = false;
  }

  /** They begin anew. */
  begin(now: number): void {
    this.up = true;
    this.attempt += 1;
    this.started = now;
    [this.steps, this.samples, this.evaluations, this.overflows] = [0, 0, 0, 0];
    [this.failures, this.stepsTimed, this.step] = [0, 0, this.savedStep];
    [this.lastStep, this.saved, this.pendingSave] = [undefined, undefined, undefined];
    this.phaseSeconds.clear();
    this.watched.clear();
    this.ranks = this.freshRanks();
    this.regime = this.at(now);
  }

  /** Goes on until a moment. */
  advance(now: number): void {
    const before = this.regime;
    const regime = this.at(now);
    this.regime = regime;
    this.phaseSeconds.set(before.phase, (this.phaseSeconds.get(before.phase) ?? 0) + interval);
    if (before.phase === "checkpoint" && regime.phase !== "checkpoint") this.save(now, before);
    if (this.pendingSave !== undefined && this.pendingSave <= now) {
      [this.saved, this.savedStep, this.pendingSave] = [this.pendingSave, this.step, undefined];
    }
    if (before.phase === "eval" && regime.phase !== "eval") {
      this.evaluations += 1;
      this.validationLoss = this.noisy(this.level(now) * 1.05, 0.01);
    }
    if (before.phase === "train" && Number.isFinite(before.stepSeconds)) this.train(now, before);
  }

  private save(now: number, { saves }: Regime): void {
    if (saves !== "well") this.failures += 1;
    // Another try takes as long.
    if (saves !== "badly") this.pendingSave = saves === "well" ? now : now + SAVING;
  }

  private train(now: number, regime: Regime): void {
    const done = interval / this.noisy(regime.stepSeconds, 0.02);
    this.steps += done;
    this.step += done;
    this.samples += done * SAMPLES * regime.batch;
    this.stepsTimed += interval;
    this.lastStep = now - this.draw() * Math.min(regime.stepSeconds, interval);
    for (const [i, rank] of this.ranks.entries()) {
      rank.stepSeconds += interval;
      rank.dataWait += interval * this.noisy(regime.dataWait, 0.1);
      rank.commWait += interval * this.noisy(regime.commWait(i), 0.05);
    }
    const overflows = Math.floor(done * regime.overflow + this.draw());
    this.overflows += overflows;
    // Halved by every overflow; grows slowly while there is none.
    this.lossScale = Math.min(
      2 ** 16,
      Math.max(2 ** -20, this.lossScale * (overflows > 0 ? 2 ** -Math.min(overflows, 4) : 2)),
    );
    this.loss = this.noisy(this.level(now), 0.01);
    this.watched.see(this.loss, this.steps);
  }

  private level(now: number): number {
    return 2 + 2 * Math.exp(-now / 7200);
  }

  private noisy(value: number, share: number): number {
    return value * (1 + share * (2 * this.draw() - 1));
  }
}

function phaseAt(own: number, cycle: number, attempt: number): Phase {
  if (own < STARTING) {
    if (own < STARTING / 2) return "init";
    return attempt > 1 ? "restore" : "compile";
  }
  if (cycle >= CHECKPOINT_INTERVAL - SAVING) return "checkpoint";
  const due = CHECKPOINT_INTERVAL / 2;
  return cycle >= due && cycle < due + EVALUATING ? "eval" : "train";
}
