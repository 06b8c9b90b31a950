/** What becomes of runs: checkpoints, restarts, ends. */
export const lifecycle = {} as const;
