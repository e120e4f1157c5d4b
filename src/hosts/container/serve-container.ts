import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NodeFileSystem } from "#files/node";
import { createMachineTable, importGroup, type Group } from "#programs";
import {
  FROM_MACHINE_MARK,
  MessageLines,
  parseToMachine,
  renderMessageLine,
  TO_MACHINE_MARK,
  type FromMachine,
  type ToMachine,
} from "#protocol";
import { Machine } from "../machine/machine.ts";
import { bridgePorts } from "../node/ports.ts";
import { writeBinFolder } from "./bin-folder.ts";
import { OutsidePorts } from "./outside-ports.ts";
import { OutsidePrograms } from "./outside.ts";
import { PlacedAssets } from "./placed-assets.ts";
import { containerPython } from "./python.ts";
import { containerRuff } from "./ruff.ts";

/** The name of ruff's WebAssembly below the engine's files, empty where there is none; the build puts it in. */
declare const RUFF_FILE: string;

/** From here on ports are given out to whoever asks for any (asyncio's own pairs): nobody looks for a server there. */
const FIRST_GIVEN_PORT = 32_768;

/**
 * Serves the page from this process: a kernel over the container's real files, whose ports are the container's own. Ends
 * with its standard input. `more` are programs beyond the table's, for tests.
 */
export function serveContainer(home: string, more: Group = {}): void {
  const { stdin, stdout } = process;
  // A terminal would cut long lines and turn bytes into signals.
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.setEncoding("latin1");
  const send = (message: FromMachine): void => void stdout.write(renderMessageLine(FROM_MACHINE_MARK, message));
  const script = fileURLToPath(import.meta.url);
  const assets = new PlacedAssets(dirname(script), send);
  let machine: Machine | undefined;
  let ports: OutsidePorts | undefined;
  let outside: OutsidePrograms | undefined;

  const boot = (message: Extract<ToMachine, { type: "boot" }>): Machine => {
    const programs = createMachineTable(importGroup);
    const bin = writeBinFolder(dirname(script), script, programs.names);
    if (message.python !== undefined) programs.add(containerPython(assets, message.python));
    if (RUFF_FILE !== "") programs.add(containerRuff(assets, RUFF_FILE));
    outside = new OutsidePrograms(send, `${process.env.PATH ?? ""}:${bin}`);
    programs.add(outside.group);
    programs.add(more);
    const workdir = join(home, message.folder);
    mkdirSync(workdir, { recursive: true });
    const user = { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };
    const place = { files: new NodeFileSystem(), programs, realDisk: true, user, home, workdir };
    // A port of the container's own is no news to the page: it told us of it.
    const booted = new Machine((told) => {
      if (told.type !== "port" || ports?.has(told.port) !== true) send(told);
    }, place);
    ports = new OutsidePorts(booted.kernel);
    bridgePorts(
      booted.kernel,
      (port, reason) => send({ type: "crashed", message: `port ${port} is not the container's: ${reason}` }),
      (port) => port < FIRST_GIVEN_PORT && ports?.has(port) !== true,
    );
    return booted;
  };

  const receive = (message: ToMachine): void => {
    switch (message.type) {
      case "boot":
        machine ??= boot(message);
        return;
      case "asset":
        return;
      case "asset-placed":
      case "asset-failed":
        return assets.receive(message);
      case "outside-port":
        return message.state === "open" ? ports?.opened(message.port) : ports?.closed(message.port);
      case "outside-output":
      case "outside-exit":
        return outside?.receive(message);
      default:
        return machine?.receive(message);
    }
  };
  const lines = new MessageLines(TO_MACHINE_MARK);
  // One message a turn, as a MessagePort delivers them: what one begins is there when the next one comes.
  const waiting: ToMachine[] = [];
  const next = (): void => {
    const message = waiting.shift();
    if (message !== undefined) receive(message);
    if (waiting.length > 0) setImmediate(next);
  };
  stdin.on("data", (text: string) => {
    const messages = lines.push(text).flatMap((value) => parseToMachine(value) ?? []);
    if (waiting.length === 0 && messages.length > 0) setImmediate(next);
    waiting.push(...messages);
  });
  stdin.on("end", () => process.exit(0));
  stdout.on("error", () => process.exit(0));
}
