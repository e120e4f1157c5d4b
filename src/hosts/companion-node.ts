/** `dist/cli/companion`: the whole userland over a folder of the real disk. */
import "./node/older-node.ts";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { runOnHost } from "./node/machine.ts";
import { pythonGroup } from "./node/python.ts";
import { ruffGroup } from "./node/ruff.ts";

const USAGE = "usage: companion exec [--dir DIR] -- COMMAND [ARGUMENT]...\n";

function refuse(message: string): never {
  process.stderr.write(`companion: ${message}\n${USAGE}`);
  process.exit(2);
}

const [verb, ...rest] = process.argv.slice(2);
if (verb === "--help") {
  process.stdout.write(USAGE);
  process.exit(0);
}
if (verb !== "exec") refuse(verb === undefined ? "nothing to do" : `unknown command ${verb}`);
let cwd = process.cwd();
while (rest[0] !== undefined && rest[0] !== "--") {
  const option = rest.shift() ?? "";
  const value =
    option === "--dir"
      ? rest.shift()
      : option.startsWith("--dir=")
        ? option.slice(6)
        : refuse(`unknown option ${option}`);
  if (value === undefined) refuse("--dir needs a folder");
  cwd = resolve(value);
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true) refuse(`${value} is no folder`);
}
rest.shift();
if (rest.length === 0) refuse("no command");
const more = {
  ...pythonGroup(fileURLToPath(new URL("python", import.meta.url))),
  ...ruffGroup(fileURLToPath(new URL("ruff.wasm", import.meta.url))),
};
process.exit(await runOnHost({ argv: rest, cwd, more, ports: true, oursFirst: true }));
