import { encodeUtf8 } from "#base";
import { MemoryFileSystem } from "#files";
import { HOME, Kernel, layOutTree } from "#kernel";
import { createMachineTable, importGroup } from "#programs";
import { ENVIRONMENT, FOLDER, type Session } from "./scene.ts";
import { Screen } from "./screen.ts";

/** Our bash at a terminal of a fresh machine. */
export function startMachine(): Session {
  const files = new MemoryFileSystem();
  const programs = createMachineTable(importGroup);
  layOutTree(files, programs);
  for (const [path, text] of Object.entries(FOLDER)) {
    if (path.includes("/")) files.makeDirectory(`${HOME}/${path.split("/")[0] ?? ""}`);
    files.writeFile(`${HOME}/${path}`, encodeUtf8(text));
  }
  const kernel = new Kernel({ files, programs });
  const terminal = kernel.openTerminal({ columns: 80, rows: 24 });
  const screen = new Screen();
  terminal.onOutput(() => {
    for (let bytes = terminal.takeOutput(65536); bytes != null; bytes = terminal.takeOutput(65536)) screen.write(bytes);
  });
  const child = kernel.spawn({
    argv: ["bash", "--norc", "-i"],
    cwd: HOME,
    env: { ...ENVIRONMENT, HOME },
    terminal,
  });
  return {
    type: (keys) => terminal.type(encodeUtf8(keys)),
    shown: () => screen.shown(),
    async end() {
      terminal.hangUp();
      await child.exit;
      kernel.shutdown();
    },
  };
}
