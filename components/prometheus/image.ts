import * as pulumi from "@pulumi/pulumi";

/**
 * Version tag of the Thanos image, which the operator must be told: it gives the sidecar the flags
 * of that version.
 * @throws RunError for an image without a version tag
 */
export function imageTag(image: string): string {
  const tag = /:(v\d+\.\d+\.\d+)[^/:@]*(@sha256:[0-9a-f]{64})?$/.exec(image)?.[1];
  if (tag === undefined) {
    throw new pulumi.RunError(
      `'objectStore.image' (${image}) must carry a version tag, e.g. quay.io/thanos/thanos:v0.42.4: ` +
        `the operator chooses the sidecar's flags by it.`,
    );
  }
  return tag;
}
