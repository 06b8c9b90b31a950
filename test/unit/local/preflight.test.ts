import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { LocalError } from "../../../local/errors";
import { serve } from "../../../local/http";
import { preflight } from "../../../local/preflight";
import { temporaryDirectory } from "./fixtures";

const directory = temporaryDirectory();

it("refuses a result file that cannot be written, before anything is started", async () => {
  const file = path.join(directory(), "missing", "t.json");
  const refused = preflight(["--json", file]);
  await expect(refused).rejects.toThrow(LocalError);
  await expect(refused).rejects.toThrow(`--json ${file}: cannot be written (ENOENT`);
  await expect(preflight(["--json", directory()])).rejects.toThrow("cannot be written");
});

it("removes an earlier result, which would pass for that of this run", async () => {
  const file = path.join(directory(), "t.json");
  writeFileSync(file, "{}");
  await expect(preflight(["--json", file])).resolves.toMatchObject({ json: file });
  expect(existsSync(file)).toBe(false);
  expect(existsSync(`${file}.tmp`)).toBe(false);
});

it("refuses a port that is taken", async () => {
  const server = await serve(() => undefined);
  const port = new URL(server.url).port;
  try {
    const refused = preflight(["--port", port]);
    await expect(refused).rejects.toThrow(LocalError);
    await expect(refused).rejects.toThrow(`--port ${port}: port ${port} is in use`);
  } finally {
    await server.close();
  }
  await expect(preflight(["--port", port])).resolves.toMatchObject({ port: Number(port) });
});

it("refuses Pulumi's engine where there is no pulumi on PATH", async () => {
  const before = process.env["PATH"];
  process.env["PATH"] = directory();
  try {
    await expect(preflight(["--engine", "pulumi"])).rejects.toThrow(
      "--engine pulumi: there is no pulumi on PATH; install it",
    );
  } finally {
    process.env["PATH"] = before;
  }
});

it("tries nothing where only help is asked for", async () => {
  await expect(preflight(["--help", "--json", "/missing/t.json"])).resolves.toMatchObject({
    help: true,
  });
});
