/** Labels that the stack's scrape of an inference service adds: `service` is its name in the configuration. */
export const servingTarget = ["namespace", "pod", "job", "instance", "service"] as const;
