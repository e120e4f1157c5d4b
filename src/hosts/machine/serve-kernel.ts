import { createMachineTable, loadedProgram, type Group } from "#programs";
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
      const python = message.pythonCommands.map((name) => [name, loadedProgram(load, "python", name)] as const);
      table.add(Object.fromEntries(python));
      if (python.length > 0) table.add({ ruff: loadedProgram(load, "ruff", "ruff") });
      table.add(more);
      machine = new Machine(send, memoryPlace(table, message));
      // The page listens now. Every lab begins with a shell; Python is made ready while that and the lab's files are.
      load("shell").catch(() => undefined);
      if (message.first !== undefined) load("python").catch(() => undefined);
    };
  };
  scope.postMessage("up");
}
