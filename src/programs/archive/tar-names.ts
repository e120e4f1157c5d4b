import { wildcard } from "../tool/wildcard.ts";
import type { Run } from "../tool/tool.ts";

/** --exclude: a pattern matches a name, what lies below it, and both behind any slash. */
export class Exclusions {
  readonly #patterns: readonly RegExp[];

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map((pattern) => wildcard(pattern.replace(/(.)\/+$/, "$1")));
  }

  has(name: string): boolean {
    if (this.#patterns.length === 0) return false;
    const parts = name.replace(/\/+$/, "").split("/");
    for (let from = 0; from < parts.length; from += 1) {
      for (let to = from + 1; to <= parts.length; to += 1) {
        const piece = parts.slice(from, to).join("/");
        if (this.#patterns.some((pattern) => pattern.test(piece))) return true;
      }
    }
    return false;
  }
}

/** The members that were asked for: a name, and everything below a folder's; all when none was named. */
export class Wanted {
  readonly #names: readonly { readonly text: string; readonly pattern: RegExp | undefined }[];
  readonly #found = new Set<string>();

  constructor(names: readonly string[], wildcards: boolean) {
    this.#names = names.map((name) => {
      const text = name.replace(/(.)\/+$/, "$1");
      return { text, pattern: wildcards ? wildcard(text) : undefined };
    });
  }

  has(name: string): boolean {
    if (this.#names.length === 0) return true;
    const bare = name.replace(/\/+$/, "");
    const hits = this.#names.filter(({ text, pattern }) => {
      if (pattern === undefined) return bare === text || bare.startsWith(`${text}/`);
      const parts = bare.split("/");
      return parts.some((_, at) => pattern.test(parts.slice(0, at + 1).join("/")));
    });
    for (const { text } of hits) this.#found.add(text);
    return hits.length > 0;
  }

  get missing(): readonly string[] {
    return this.#names.map(({ text }) => text).filter((text) => !this.#found.has(text));
  }
}

/** "/etc/x" and "../x" are kept as "etc/x" and "x", and that is said once. */
export class SafeNames {
  readonly #run: Run;
  readonly #said = new Set<string>();

  constructor(run: Run) {
    this.#run = run;
  }

  async safe(name: string, what: "member names" | "hard link targets" = "member names"): Promise<string> {
    if (this.#run.has("P")) return name;
    const prefix = /^(?:.*\/)?\.\.(?:\/+|$)|^\/+/.exec(name)?.[0] ?? "";
    if (prefix === "") return name;
    if (!this.#said.has(prefix + what)) {
      this.#said.add(prefix + what);
      await this.#run.complain(`tar: Removing leading \`${prefix}' from ${what}\n`);
    }
    const rest = name.slice(prefix.length);
    return rest === "" ? "." : rest;
  }
}
