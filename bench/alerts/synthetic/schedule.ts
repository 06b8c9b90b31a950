/** How often a run saves; its class says so too. Seconds. */
export const CHECKPOINT_INTERVAL = 1800;
/** How often it evaluates; its class says so too. Seconds. */
export const EVALUATION_INTERVAL = 1800;
/** So long is seen of a run after its onset; seconds. */
export const AFTER = 3 * 3600;
