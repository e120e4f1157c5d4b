import { concatBytes, decodeUtf8, encodeUtf8 } from "#base";
import { dirname, resolvePath } from "#files";
import type { Process } from "#kernel";
import { parse } from "smol-toml";
import type { CommandLine } from "./command-line.ts";
import type { Linter, Workspace } from "./linter.ts";
import { merged, RuffFailure, SettingsTree, textsOf, type Settings } from "./settings.ts";
import { findSources, isBelow, type Source } from "./sources.ts";

const NO_FILES = "warning: No Python files found under the given path(s)\n";

/** One call of ruff: its files, their settings, and a workspace for each kind of settings. */
export class RuffRun {
  readonly process: Process;
  readonly line: CommandLine;
  readonly #linter: Linter;
  readonly #tree: SettingsTree;
  readonly #own: Readonly<Record<string, unknown>>;
  readonly #workspaces = new Map<Settings, Workspace>();
  #out = "";

  constructor(process: Process, line: CommandLine, linter: Linter) {
    this.process = process;
    this.line = line;
    this.#linter = linter;
    const configs = line.values.get("config") ?? [];
    const pairs = configs.filter((each) => each.includes("="));
    const file = configs.findLast((each) => !each.includes("="));
    this.#own = merged(
      pairs.reduce<Record<string, unknown>>((sum, each) => merged(sum, pairOf(each)), {}),
      this.#options(),
    );
    this.#tree = new SettingsTree(process.files, process.cwd, { isolated: line.flags.has("isolated"), config: file });
  }

  has(flag: string): boolean {
    return this.line.flags.has(flag);
  }

  value(name: string): string | undefined {
    return this.line.values.get(name)?.at(-1);
  }

  /** Puts text aside for standard output; `flush` writes it. */
  print(text: string): void {
    this.#out += text;
  }

  async flush(): Promise<void> {
    const text = this.#out;
    this.#out = "";
    if (text !== "") await this.process.write(1, text);
  }

  async complain(text: string): Promise<void> {
    await this.flush();
    await this.process.write(2, text);
  }

  /** The files that are meant. Says so when there are none. */
  async sources(section: "lint" | "format"): Promise<{ sources: readonly Source[]; missing: readonly string[] }> {
    const { values, words } = this.line;
    const found = findSources(this.process.files, this.process.cwd, words, this.#tree, {
      exclude: values.get("exclude") ?? [],
      extended: values.get("extend-exclude") ?? [],
      force: this.has("force-exclude"),
    });
    const named = new Set(words.map((word) => resolvePath(this.process.cwd, word)));
    const sources = found.sources.filter(({ path, settings }) => {
      const own = settings.options[section] as { exclude?: unknown } | undefined;
      return named.has(path) || !textsOf(own?.exclude).some((pattern) => isBelow(pattern, path, settings.root));
    });
    if (sources.length === 0 && found.missing.length === 0) await this.complain(NO_FILES);
    return { sources, missing: found.missing };
  }

  /** Settings for what comes over standard input. */
  settingsOf(path: string): Settings {
    return this.#tree.of(dirname(resolvePath(this.process.cwd, path)));
  }

  workspace(settings: Settings): Workspace {
    const known = this.#workspaces.get(settings);
    if (known !== undefined) return known;
    try {
      const made = this.#linter.open(this.#effective(settings));
      this.#workspaces.set(settings, made);
      return made;
    } catch (error) {
      throw failureOf(error, settings.path, this.line.values.has("select"));
    }
  }

  /** Codes that the settings leave out for a file. */
  perFile(settings: Settings): readonly (readonly [pattern: string, codes: readonly string[]])[] {
    const lint = settings.options.lint as Record<string, unknown> | undefined;
    const tables = [
      lint?.["per-file-ignores"],
      lint?.["extend-per-file-ignores"],
      settings.options["per-file-ignores"],
    ];
    const listed = (this.line.values.get("per-file-ignores") ?? []).map((pair) => {
      const at = pair.lastIndexOf(":");
      return [pair.slice(0, at), [pair.slice(at + 1)]] as const;
    });
    return [
      ...tables.flatMap((table) => Object.entries(table ?? {}).map(([glob, codes]) => [glob, textsOf(codes)] as const)),
      ...listed,
    ];
  }

  read(path: string): string {
    return decodeUtf8(this.process.files.readFile(path));
  }

  write(path: string, text: string): void {
    this.process.files.writeFile(path, encodeUtf8(text));
  }

  async input(): Promise<string> {
    const parts: Uint8Array[] = [];
    for (let part = await this.process.read(0); part !== null; part = await this.process.read(0)) parts.push(part);
    return decodeUtf8(concatBytes(parts));
  }

  close(): void {
    for (const workspace of this.#workspaces.values()) workspace.free();
  }

  /** What the command line says, as options. */
  #options(): Record<string, unknown> {
    const { values, flags } = this.line;
    const lint: Record<string, unknown> = {};
    for (const name of ["select", "ignore", "extend-select", "extend-ignore", "fixable", "unfixable", "extend-fixable"])
      if (values.has(name)) lint[name] = values.get(name);
    const length = this.value("line-length");
    const target = this.value("target-version");
    return {
      ...(Object.keys(lint).length > 0 ? { lint } : {}),
      ...(length === undefined ? {} : { "line-length": Number(length) }),
      ...(target === undefined ? {} : { "target-version": target }),
      ...(flags.has("preview") ? { preview: true } : {}),
    };
  }

  #effective({ options, requires }: Settings): Readonly<Record<string, unknown>> {
    const own = { ...options };
    const lint: Record<string, unknown> = { ...(own.lint as object | undefined) };
    const chosen = this.line.values.has("select");
    // Rules that the command line selects stand in for those of the file, what it ignores included.
    if (chosen) for (const name of ["select", "ignore"]) Reflect.deleteProperty(lint, name);
    // What ignores by file is done here: the WebAssembly knows no file's name.
    for (const name of ["per-file-ignores", "extend-per-file-ignores", "exclude"]) Reflect.deleteProperty(lint, name);
    const format: Record<string, unknown> = { ...(own.format as object | undefined) };
    Reflect.deleteProperty(format, "exclude");
    for (const name of [
      "per-file-ignores",
      "cache-dir",
      "output-format",
      "fix",
      "unsafe-fixes",
      "fix-only",
      "show-fixes",
      "force-exclude",
      "respect-gitignore",
      "required-version",
    ])
      Reflect.deleteProperty(own, name);
    const version = /(?:>=|==|~=)\s*3\.(\d+)/.exec(requires ?? "")?.[1];
    const target = own["target-version"] ?? (version === undefined ? undefined : `py3${version}`);
    const whole = merged(
      { ...own, lint, format, ...(target === undefined ? {} : { "target-version": target }) },
      this.#own,
    );
    return whole;
  }
}

/** `line-length = 100` of `--config`. */
function pairOf(text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch {
    throw new RuffFailure(`invalid value '${text}' for '--config <CONFIG_OPTION>'`);
  }
}

function failureOf(error: unknown, path: string | undefined, chosen: boolean): RuffFailure {
  const message = (error instanceof Error ? error.message : String(error)).replace(/^Error: /, "");
  const selector = /^(Unknown rule selector .* in `[\w-]+`) from the CLI/.exec(message);
  if (selector !== null)
    return new RuffFailure(chosen || path === undefined ? message : `${selector[1] ?? ""} from \`${path}\``);
  if (path === undefined) return new RuffFailure(message);
  return new RuffFailure(`Failed to load configuration \`${path}\``, `Failed to parse ${path}`, message);
}
