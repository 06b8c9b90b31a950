// npm run doctor: what was found where, what is missing, and what to do about it. Changes nothing.
import { existsSync } from "node:fs";
import path from "node:path";
import { BootstrapError, main } from "./lib/errors.mjs";
import { checkNode } from "./lib/bootstrap.mjs";
import { findGo, variable } from "./lib/golang.mjs";
import { findPython, nodeModulesMatch } from "./lib/packages.mjs";
import { home, root } from "./lib/paths.mjs";
import { ask } from "./lib/process.mjs";
import { found } from "./lib/programs.mjs";
import { mirrored, reachable } from "./lib/release.mjs";
import { readTable } from "./lib/versions.mjs";

/** @typedef {{ name: string, state: "ok" | "missing" | "optional", found: string }} Finding */

/** Programs that neither `npm start` nor `npm test` needs, and the command that gets each. */
const OPTIONAL = { helm: "npm run test:chart", pint: "npm run lint:rules" };

/** A check that may fail with a described error, as a finding. */
async function finding(name, check, state = "missing") {
  try {
    return { name, state: "ok", found: await check() };
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error;
    return { name, state, found: `${error.message}; ${error.remedy ?? ""}` };
  }
}

async function base() {
  return [
    await finding("node", () => {
      checkNode();
      return `${process.versions.node}  ${process.execPath}`;
    }),
    await finding("npm packages", () => {
      if (nodeModulesMatch(root)) return "as package-lock.json says";
      throw new BootstrapError("not what package-lock.json says", {
        remedy: "npm start installs them",
      });
    }),
    await finding("python", async () => {
      const { command, version } = await findPython();
      return `${version}  ${command}`;
    }),
    await finding("python packages", () => {
      const folder = path.join(home, "venv");
      if (existsSync(path.join(folder, "mlwatch.json"))) return folder;
      throw new BootstrapError("not installed", { remedy: "npm start installs them" });
    }),
  ];
}

/** Where programs come from; only a fault while some program is still to be got. */
async function sources(needed) {
  const online = await reachable();
  const go = await findGo({ home, fetchIfMissing: false });
  const without = needed && !online ? "missing" : "optional";
  return [
    {
      name: "releases",
      state: online ? "ok" : go === undefined ? without : "optional",
      found: `${mirrored("https://github.com/")} ${online ? "is reachable" : "cannot be reached; connect to the internet, set MLWATCH_RELEASE_MIRROR, or build with Go"}`,
    },
    {
      name: "go",
      state: go === undefined ? without : "ok",
      found:
        go === undefined
          ? "not found; needed where a release cannot be fetched: install it (https://go.dev/dl) or set MLWATCH_GO"
          : `${go.version}  ${go.command}`,
    },
  ];
}

async function programs() {
  const names = Object.keys(readTable().programs);
  const findings = [];
  for (const name of names) {
    const { version } = readTable().programs[name];
    findings.push(
      await finding(
        name,
        async () => {
          const { ready } = await found([name], { home });
          const have = ready[name];
          if (have === undefined) {
            throw new BootstrapError(`${version} is not here yet`, {
              remedy: `${name in OPTIONAL ? `${OPTIONAL[name]} gets it` : "npm start or npm test gets what it needs"}, or set ${variable(name)}`,
            });
          }
          const other = have.version === version ? "" : `  (the table says ${version})`;
          return `${have.version}  ${have.path}  from ${have.origin}${other}`;
        },
        name in OPTIONAL ? "optional" : "missing",
      ),
    );
  }
  return findings;
}

async function optional() {
  const pulumi = await ask("pulumi", ["version"]);
  const chart = process.env.MLWATCH_CHART;
  return [
    {
      name: "pulumi",
      state: pulumi === undefined ? "optional" : "ok",
      found:
        pulumi === undefined
          ? "not on PATH; `npm start -- --engine pulumi` and the engine tests need it"
          : `${pulumi}  on PATH`,
    },
    {
      name: "chart",
      state: chart !== undefined && existsSync(chart) ? "ok" : "optional",
      found:
        chart === undefined
          ? "none given; set MLWATCH_CHART to a kube-prometheus-stack chart to test against it"
          : `${chart}${existsSync(chart) ? "" : "  (does not exist)"}`,
    },
  ];
}

await main(async () => {
  const tools = await programs();
  const needed = tools.some(({ state }) => state === "missing");
  const findings = [...(await base()), ...(await sources(needed)), ...tools, ...(await optional())];
  const width = Math.max(...findings.map(({ name }) => name.length));
  const marks = { ok: "ok      ", missing: "MISSING ", optional: "-       " };
  for (const { name, state, found: what } of findings) {
    process.stdout.write(`${marks[state]} ${name.padEnd(width)}  ${what}\n`);
  }
  const missing = findings.filter(({ state }) => state === "missing").length;
  process.stdout.write(
    missing === 0
      ? "Everything that npm start and npm test need is here.\n"
      : `${missing} missing.\n`,
  );
  return missing === 0 ? 0 : 1;
});
