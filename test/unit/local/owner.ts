// A process that runs three programs: one that ignores SIGTERM, one whose child leaves its group. Arguments: logs, state.
import { createSupervisor } from "../../../local/supervisor";
import { FOREVER, STUBBORN } from "./scripts";

const STRAYER = `
  require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(FOREVER)}], { detached: true, stdio: "ignore" });
  console.log("up");
  ${FOREVER}`;

async function main([logs = "", state = ""]: readonly string[]): Promise<void> {
  const supervisor = createSupervisor({ logs, state });
  const start = async (name: string, code: string, layer: number): Promise<void> => {
    const args = ["-e", code];
    const spec = { name, command: process.execPath, args, layer, graceMs: 200 };
    await (await supervisor.start(spec)).line(/up/, 30_000);
  };
  await start("store", `console.log("up");${FOREVER}`, 0);
  await start("stubborn", STUBBORN, 1);
  await start("strayer", STRAYER, 2);
  console.log("ready");
}

void main(process.argv.slice(2));
