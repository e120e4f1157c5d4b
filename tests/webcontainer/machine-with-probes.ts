import { COMMAND_VARIABLE } from "../../src/hosts/container/bin-folder.ts";
import { serveContainer } from "../../src/hosts/container/serve-container.ts";
import { runOnHost } from "../../src/hosts/node/machine.ts";
import { probePrograms } from "../contract/engine/probe-programs.ts";

const command = (globalThis as Readonly<Record<string, unknown>>)[COMMAND_VARIABLE];
if (typeof command === "string") {
  const argv = [command, ...process.argv.slice(2)];
  void runOnHost({ argv, cwd: process.cwd(), ports: true, oursFirst: true }).then((status) => process.exit(status));
} else serveContainer(process.argv[2] ?? process.cwd(), probePrograms);
