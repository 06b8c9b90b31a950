import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { connect, createServer, type TLSSocket } from "node:tls";
import type { AddressInfo } from "node:net";
import { makeCertificates } from "../../../local/certificates";
import { temporaryDirectory } from "./fixtures";

const directory = temporaryDirectory();

it("makes certificates that a server and a client accept from each other", async () => {
  const { ca, serving, admin, serviceAccounts } = await makeCertificates(directory());
  const read = (file: string): string => readFileSync(file, "utf8");
  const server = createServer(
    { ca: read(ca), cert: read(serving.cert), key: read(serving.key), requestCert: true },
    (socket) => {
      socket.end(JSON.stringify(socket.getPeerCertificate().subject));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const socket: TLSSocket = connect({
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    ca: read(ca),
    cert: read(admin.cert),
    key: read(admin.key),
  });
  let subject = "";
  for await (const chunk of socket) subject += String(chunk);
  server.close();
  expect(JSON.parse(subject)).toEqual({ O: "system:masters", CN: "mlwatch-admin" });
  expect(new X509Certificate(read(serving.cert)).subjectAltName).toContain(
    "DNS:kubernetes.default.svc",
  );
  for (const key of [serving.key, admin.key, serviceAccounts.privateKey]) {
    expect(statSync(key).mode & 0o777).toBe(0o600);
  }
});
