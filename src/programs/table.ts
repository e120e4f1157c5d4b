/**
 * Which programs there are. The core group is part of the kernel's bundle; every other group is a module of its own in
 * `groups/`, loaded when one of its programs is first called by the `GroupLoader` the host gives: `import()` in Node
 * (`import-group.ts`), a classic script handed in as bytes in the page. A group is a record of programs by name; the
 * lists here say, without loading them, what is in which (`tests/unit/programs/table.test.ts` holds them equal).
 */
import type { Program } from "#kernel";
import { core } from "./groups/core.ts";
import { GROUPS, type GroupName } from "./groups/names.ts";

/** What a group's module exports as `group`. */
export type Group = Readonly<Record<string, Program>>;

/** Answers a group's programs; called again for every call, so the host keeps what it loaded. */
export type GroupLoader = (name: GroupName) => Promise<Group>;

export interface ProgramTable {
  /** Every program's name, sorted. */
  readonly names: readonly string[];
  /** A program that loads its group when it is first run; undefined when there is none of that name. */
  lookup(name: string): Program | undefined;
  /** Adds or replaces programs that come from elsewhere (the shells, make, Python). */
  add(programs: Group): void;
}

const lazyNames = new Map<string, GroupName>(
  Object.entries(GROUPS).flatMap(([group, names]) => names.map((name) => [name, group as GroupName] as const)),
);

/** The program that a tool asked for by throwing; recognised by name, as every group has its own copy of the class. */
function requested(error: unknown): { readonly group: GroupName; readonly program: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "ManualRequest") return { group: "manual", program: "usage" };
  if (error.name !== "LazyRequest") return undefined;
  const { group, program } = error as unknown as { group: GroupName; program: string };
  return { group, program };
}

/** A program whose group is fetched when it is called. */
export function loadedProgram<Name extends string>(
  load: (group: Name) => Promise<Group>,
  group: Name,
  name: string,
): Program {
  return async (process) => {
    const program = (await load(group))[name];
    if (program === undefined) throw new Error(`group ${group} has no ${name} [this is a bug]`);
    return program(process);
  };
}

export function createProgramTable(load: GroupLoader): ProgramTable {
  const added = new Map<string, Program>();

  const find = (name: string): Program | undefined => {
    const direct = added.get(name) ?? (Object.hasOwn(core, name) ? core[name] : undefined);
    if (direct !== undefined) return direct;
    const group = lazyNames.get(name);
    if (group === undefined) return undefined;
    return loadedProgram(load, group, name);
  };

  const table: ProgramTable = {
    get names() {
      return [...new Set([...Object.keys(core), ...lazyNames.keys(), ...added.keys()])].sort();
    },
    lookup(name) {
      const program = find(name);
      if (program === undefined) return undefined;
      return async (process) => {
        try {
          return await program(process);
        } catch (error) {
          const wanted = requested(error);
          if (wanted === undefined) throw error;
          const other = (await load(wanted.group))[wanted.program];
          if (other === undefined) throw new Error(`there is no ${wanted.program} [this is a bug]`, { cause: error });
          return other(process);
        }
      };
    },
    add(programs) {
      for (const [name, program] of Object.entries(programs)) added.set(name, program);
    },
  };
  return table;
}
