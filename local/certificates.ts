import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generate, type CertificateExtension } from "selfsigned";

/** PEM files of a cluster; keys are readable by their owner only. */
export interface ClusterCertificates {
  /** Certificate of the authority that signed the others. */
  readonly ca: string;
  /** For the API server and etcd, on 127.0.0.1. */
  readonly serving: KeyPairFiles;
  /** Of a client who may do everything. */
  readonly admin: KeyPairFiles;
  /** Signs the tokens of service accounts. */
  readonly serviceAccounts: { readonly publicKey: string; readonly privateKey: string };
}

/** A certificate and its key. */
export interface KeyPairFiles {
  readonly cert: string;
  readonly key: string;
}

/** Address of the service `kubernetes`, the first of the service range. */
const SERVICE_IP = "10.96.0.1";
const SERVING_NAMES = [
  "localhost",
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
  "kubernetes.default.svc.cluster.local",
];
// They live as long as one run; a clock that is set back a little must not make them invalid.
const DAY_MS = 86_400_000;

/** Makes an authority and what it signs, new for each run, as files in a directory. */
export async function makeCertificates(directory: string): Promise<ClusterCertificates> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const authority = await sign("mlwatch-local", undefined, [
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
  ]);
  const ca = { key: authority.private, cert: authority.cert };
  const [serving, admin] = await Promise.all([
    sign("kube-apiserver", ca, [
      ...leaf({ serverAuth: true }),
      {
        name: "subjectAltName",
        altNames: [
          ...SERVING_NAMES.map((value) => ({ type: 2 as const, value })),
          ...["127.0.0.1", SERVICE_IP].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ]),
    sign("mlwatch-admin", ca, leaf({ clientAuth: true }), "system:masters"),
  ]);
  const accounts = generateKeyPairSync("ec", {
    namedCurve: "prime256v1",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "sec1", format: "pem" },
  });
  const write = (name: string, text: string): string => {
    const file = path.join(directory, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  return {
    ca: write("ca.crt", authority.cert),
    serving: {
      cert: write("serving.crt", serving.cert),
      key: write("serving.key", serving.private),
    },
    admin: { cert: write("admin.crt", admin.cert), key: write("admin.key", admin.private) },
    serviceAccounts: {
      publicKey: write("service-accounts.pub", accounts.publicKey),
      privateKey: write("service-accounts.key", accounts.privateKey),
    },
  };
}

function leaf(
  usage: { readonly serverAuth: true } | { readonly clientAuth: true },
): CertificateExtension[] {
  return [
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, critical: true },
    { name: "extKeyUsage", ...usage },
  ];
}

function sign(
  commonName: string,
  ca: { readonly key: string; readonly cert: string } | undefined,
  extensions: CertificateExtension[],
  organization?: string,
): ReturnType<typeof generate> {
  const now = Date.now();
  return generate(
    [
      { name: "commonName", value: commonName },
      ...(organization === undefined ? [] : [{ name: "organizationName", value: organization }]),
    ],
    {
      keyType: "ec",
      algorithm: "sha256",
      notBeforeDate: new Date(now - DAY_MS),
      notAfterDate: new Date(now + 30 * DAY_MS),
      extensions,
      ...(ca && { ca }),
    },
  );
}
