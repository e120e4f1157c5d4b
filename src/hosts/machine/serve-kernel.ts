import type { Program } from "#kernel";
import { createMachineTable, type Group } from "#programs";
import { parseToMachine, type FromMachine } from "#protocol";
import { AssetRequests } from "./assets.ts";
import { evaluateGroup } from "./group-script.ts";
import { Machine } from "./machine.ts";
import { memoryPlace } from "./memory-place.ts";

interface WorkerScope {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

/** Serves the page from this worker. `more` are programs beyond the table's, for tests. */
export function serveKernel(more: Group = {}): void {
  const scope = globalThis as unknown as WorkerScope;

  scope.onmessage = ({ ports: [port] }) => {
    if (port === undefined) return;
    scope.onmessage = null;
    const send = (message: FromMachine, transfer: readonly ArrayBuffer[] = []): void =>
      port.postMessage(message, [...transfer]);
    const assets = new AssetRequests(send);
    let machine: Machine | undefined;
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = parseToMachine(data);
      if (message === undefined) return;
      if (message.type === "asset" || message.type === "asset-failed") {
        assets.receive(message);
        return;
      }
      if (message.type === "asset-placed" || message.type === "outside-port") return;
      if (message.type === "outside-output" || message.type === "outside-exit") return;
      if (message.type !== "boot") return machine?.receive(message);
      if (machine !== undefined) return;
      const groups = new Map<string, Promise<Group>>();
      const load = (name: string): Promise<Group> => {
        const known = groups.get(name);
        if (known !== undefined) return known;
        const loading = assets.group(name).then((bytes) => evaluateGroup(name, bytes, assets, message));
        groups.set(name, loading);
        loading.catch(() => groups.delete(name));
        return loading;
      };
      const table = createMachineTable(load);
      table.add(
        Object.fromEntries(
          message.pythonCommands.map((name) => [
            name,
            async (process) => fromGroup(await load("python"), name)(process),
          ]),
        ),
      );
      if (message.pythonCommands.length > 0)
        table.add({ ruff: async (process) => fromGroup(await load("ruff"), "ruff")(process) });
      table.add(more);
      machine = new Machine(send, memoryPlace(table, message));
    };
  };
  scope.postMessage("up");
}

function fromGroup(group: Group, name: string): Program {
  const program = group[name];
  if (program === undefined) throw new Error(`no group has ${name} [this is a bug]`);
  return program;
}
