import "../../src/hosts/node/older-node.ts";
import { COMMAND_VARIABLE } from "../../src/hosts/container/bin-folder.ts";
import { OutsidePrograms } from "../../src/hosts/container/outside.ts";
import { serveContainer } from "../../src/hosts/container/serve-container.ts";
import { runOnHost } from "../../src/hosts/node/machine.ts";
import { probePrograms } from "../contract/engine/probe-programs.ts";

const command = (globalThis as Readonly<Record<string, unknown>>)[COMMAND_VARIABLE];
if (typeof command === "string") {
  const argv = [command, ...process.argv.slice(2)];
  // A recipe of our make may name the container's own programs.
  const more = new OutsidePrograms(() => undefined, process.env.PATH ?? "").group;
  const run = { argv, cwd: process.cwd(), more, ports: true, oursFirst: true };
  void runOnHost(run).then((status) => process.exit(status));
} else serveContainer(process.argv[2] ?? process.cwd(), probePrograms);
