/** A key of a Secret that exists. */
export interface SecretKeyArgs {
  /** Name of the Secret. */
  readonly name: string;
  /** Key inside the Secret. */
  readonly key: string;
}

/** A secret value: one of `mlwatch:secrets` by name, or a key of a Secret that exists. */
export interface SecretRefArgs {
  /** Name in `mlwatch:secrets`. */
  readonly secret?: string;
  /** Key of a Secret in the stack's namespace. */
  readonly existingSecret?: SecretKeyArgs;
}
