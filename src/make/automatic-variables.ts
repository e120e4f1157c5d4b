import { MakeError } from "./make-error.ts";
import type { Scope } from "./variable.ts";
import type { Target } from "./target.ts";

export interface ArchiveMember {
  readonly archive: string;
  readonly member: string;
}

/** `lib.a` and `member.o` of `lib.a(member.o)`; undefined for other names. A symbol, `lib.a((s))`, is none of any. */
export function archiveMember(name: string): ArchiveMember | undefined {
  if (!name.endsWith(")")) return undefined;
  const open = name.indexOf("(");
  if (open <= 0 || open === name.length - 2) return undefined;
  if (name.startsWith("((", open) && name.endsWith("))")) {
    throw new MakeError(`attempt to use unsupported feature: '${name}'`);
  }
  return { archive: name.slice(0, open), member: name.slice(open + 1, -1) };
}

/** Sets `$@ $< $^ $+ $? $| $* $%` of a target. Manual: "Automatic Variables". */
export function defineAutomaticVariables(scope: Scope, target: Target, stem: string): void {
  const set = (name: string, value: string): void => {
    scope.define(name, value, "automatic", "simple");
  };
  const member = archiveMember(target.name);
  set("@", member?.archive ?? target.path);
  set("%", member?.member ?? "");
  set("*", stem);
  const normal: string[] = [];
  const newer: string[] = [];
  const orderOnly: string[] = [];
  const once: string[] = [];
  const seen = new Set<string>();
  const names = target.prerequisites.filter((one) => one.ignored !== true);
  const required = new Set(names.filter((one) => !one.orderOnly).map((one) => one.target));
  for (const one of names) {
    // Of an archive's member only the member is named; `$<` alone has all of it.
    const name = archiveMember(one.target.path)?.member ?? one.target.path;
    if (one.orderOnly) {
      // A name on both sides of the bar is a normal prerequisite.
      if (!required.has(one.target) && !seen.has(one.target.path)) orderOnly.push(name);
      seen.add(one.target.path);
      continue;
    }
    normal.push(name);
    if (seen.has(one.target.path)) continue;
    seen.add(one.target.path);
    once.push(name);
    if (one.changed) newer.push(name);
  }
  const first = names.find((one) => !one.orderOnly)?.target;
  set("<", target.byDefault ? target.path : (first?.path ?? ""));
  set("^", once.join(" "));
  set("+", normal.join(" "));
  set("?", newer.join(" "));
  set("|", orderOnly.join(" "));
}
