/** `dist/cli/sh`: our shell and tools on real files; `--bash` first chooses the other dialect. */
import { runOnHost } from "./node/machine.ts";

const args = process.argv.slice(2);
const argv = args[0] === "--bash" ? ["bash", ...args.slice(1)] : ["sh", ...args];
process.exit(await runOnHost({ argv, cwd: process.cwd() }));
