import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The variable by which a script of the folder says which program it stands for. */
export const COMMAND_VARIABLE = "companionCommand";

/**
 * A folder with a script for every program of ours, for the container's own shell and for npm's scripts. It goes to the
 * end of PATH: what the container has itself comes first. Answers its path.
 */
export function writeBinFolder(folder: string, machine: string, names: readonly string[]): string {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  for (const name of names) {
    if (name.includes("/")) continue;
    const path = join(bin, name);
    writeFileSync(
      path,
      `#!/usr/bin/env node\nglobalThis.${COMMAND_VARIABLE} = ${JSON.stringify(name)};\nimport(${JSON.stringify(machine)});\n`,
    );
    chmodSync(path, 0o755);
  }
  return bin;
}
