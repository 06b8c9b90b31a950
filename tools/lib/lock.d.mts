/** Runs `work` while holding the lock; another live holder is waited for. */
export declare function withLock<T>(
  file: string,
  work: () => T | Promise<T>,
  options?: { readonly onWait?: (pid: number) => void; readonly pollMs?: number },
): Promise<T>;
