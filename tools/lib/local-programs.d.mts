/** Programs of the simulated cluster with the Prometheus Operator. */
export declare const CLUSTER: readonly string[];

/** Programs of the whole embedded environment. */
export declare const ENVIRONMENT: readonly string[];
