/** Calls back once when the parent is gone, or the npm above it. */
export declare function whenOrphaned(act: () => void): void;
