import { decodeUtf8 } from "#base";
import { dirname, joinPath, resolvePath, type FileSystem } from "#files";
import { parse, TomlError } from "smol-toml";

type Table = Readonly<Record<string, unknown>>;

/** What ruff ends with before it has looked at a file, cause below cause. */
export class RuffFailure extends Error {
  override readonly name = "RuffFailure";
  readonly causes: readonly string[];
  constructor(...causes: string[]) {
    super(causes.at(-1) ?? "");
    this.causes = causes;
  }
}

/** The options of a file's folder: as `ruff.toml` has them, and where they were read; none where there is no such file. */
export interface Settings {
  readonly path: string | undefined;
  /** What patterns and paths in it are relative to. */
  readonly root: string;
  readonly options: Table;
  /** `requires-python` of the same file's project. */
  readonly requires: string | undefined;
}

const NAMES = [".ruff.toml", "ruff.toml", "pyproject.toml"];

/** Finds and keeps the settings of folders. */
export class SettingsTree {
  readonly #files: FileSystem;
  readonly #cwd: string;
  readonly #known = new Map<string, Settings>();
  /** What holds for every file: a file named by `--config`, or nothing under `--isolated`. */
  readonly #fixed: Settings | undefined;

  constructor(files: FileSystem, cwd: string, options: { isolated: boolean; config: string | undefined }) {
    this.#files = files;
    this.#cwd = cwd;
    if (options.isolated) this.#fixed = { path: undefined, root: cwd, options: {}, requires: undefined };
    else if (options.config !== undefined) this.#fixed = { ...this.#read(resolvePath(cwd, options.config)), root: cwd };
  }

  of(folder: string): Settings {
    if (this.#fixed !== undefined) return this.#fixed;
    const known = this.#known.get(folder);
    if (known !== undefined) return known;
    const found = this.#find(folder);
    this.#known.set(folder, found);
    return found;
  }

  #find(folder: string): Settings {
    for (const name of NAMES) {
      const path = joinPath(folder, name);
      if (this.#files.tryStat(path)?.kind !== "file") continue;
      if (name === "pyproject.toml" && tableOf(tableOf(this.#parse(path), "tool"), "ruff") === undefined) continue;
      return this.#read(path);
    }
    if (folder === "/") return { path: undefined, root: this.#cwd, options: {}, requires: undefined };
    return this.of(dirname(folder));
  }

  #read(path: string): Settings {
    const whole = this.#parse(path);
    const own = path.endsWith("pyproject.toml") ? (tableOf(tableOf(whole, "tool"), "ruff") ?? {}) : whole;
    const { extend, ...options } = own;
    const root = dirname(path);
    const requires = tableOf(whole, "project")?.["requires-python"];
    const settings = { path, root, options, requires: typeof requires === "string" ? requires : undefined };
    if (typeof extend !== "string") return settings;
    const base = this.#read(resolvePath(root, extend));
    return { ...settings, options: merged(base.options, options), requires: settings.requires ?? base.requires };
  }

  #parse(path: string): Table {
    try {
      return parse(decodeUtf8(this.#files.readFile(path)));
    } catch (error) {
      if (error instanceof TomlError)
        throw new RuffFailure(
          `Failed to load configuration \`${path}\``,
          `Failed to parse ${path}`,
          tomlTrouble(error),
        );
      throw new RuffFailure(`Failed to load configuration \`${path}\``, `Failed to read ${path}`, said(error));
    }
  }
}

/** One table over another: tables in both are joined, everything else is the upper one's. */
export function merged(lower: Table, upper: Table): Table {
  const result: Record<string, unknown> = { ...lower };
  for (const [name, value] of Object.entries(upper)) {
    const below = result[name];
    result[name] = isTable(below) && isTable(value) ? merged(below, value) : value;
  }
  return result;
}

/** A table inside a table; undefined where there is none. */
function tableOf(table: Table | undefined, name: string): Table | undefined {
  const value = table?.[name];
  return isTable(value) ? value : undefined;
}

/** The texts of a list; none where there is no list. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function tomlTrouble({ line, column, message, codeblock }: TomlError): string {
  const reason = message.split("\n")[0]?.replace(/^Invalid TOML document: /, "") ?? "";
  const shown = codeblock.split("\n").find((each) => each.startsWith(`${String(line)}:`)) ?? "";
  const text = shown.replace(/^\d+:\s*/, "");
  const gutter = " ".repeat(String(line).length);
  const place = `line ${String(line)}, column ${String(column)}`;
  return `TOML parse error at ${place}\n${gutter} |\n${String(line)} | ${text}\n${gutter} | ${" ".repeat(column - 1)}^\n${reason}\n`;
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
