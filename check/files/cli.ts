import { rulesCheck } from "./command";

const { code, out, err } = rulesCheck(process.argv.slice(2));
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
