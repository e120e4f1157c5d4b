import { decodeUtf8 } from "#base";
import type { Run } from "./tool.ts";

/** Names of users and groups by /etc/passwd and /etc/group of the tree; the number where there is none. */
export class Owners {
  #users: ReadonlyMap<number, string>;
  #groups: ReadonlyMap<number, string>;

  constructor(run: Run) {
    const read = (path: string): Map<number, string> => {
      try {
        return new Map(
          decodeUtf8(run.files.readFile(path))
            .split("\n")
            .flatMap((line) => {
              const [name = "", , id = ""] = line.split(":");
              return id === "" ? [] : [[Number(id), name] as const];
            })
            .reverse(),
        );
      } catch {
        return new Map();
      }
    };
    this.#users = read("/etc/passwd");
    this.#groups = read("/etc/group");
  }

  hasUser(name: string): boolean {
    return [...this.#users.values()].includes(name);
  }

  hasGroup(name: string): boolean {
    return [...this.#groups.values()].includes(name);
  }

  user(id: number): string {
    return this.#users.get(id) ?? String(id);
  }

  group(id: number): string {
    return this.#groups.get(id) ?? String(id);
  }
}
