/**
 * The machine in a container: `node machine.mjs HOME` serves the page over its standard input and output. Where a script
 * of the folder of our programs imports it, it runs that one program instead.
 */
import "./node/older-node.ts";
import { COMMAND_VARIABLE } from "./container/bin-folder.ts";
import { OutsidePrograms } from "./container/outside.ts";
import { serveContainer } from "./container/serve-container.ts";
import { runOnHost } from "./node/machine.ts";

const command = (globalThis as Readonly<Record<string, unknown>>)[COMMAND_VARIABLE];
if (typeof command === "string") {
  const argv = [command, ...process.argv.slice(2)];
  // A recipe of our make may name the container's own programs.
  const more = new OutsidePrograms(() => undefined, process.env.PATH ?? "").group;
  const run = { argv, cwd: process.cwd(), more, ports: true, oursFirst: true };
  void runOnHost(run).then((status) => process.exit(status));
} else serveContainer(process.argv[2] ?? process.cwd());
