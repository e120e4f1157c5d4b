import { Chance } from "./chance.ts";

/** Makefiles by chance: pieces of the language in any order, many of them wrong. */

const WORDS =
  "a b c d.o d.c %.o %.c % x/% all .PHONY .SUFFIXES .DEFAULT .SECONDEXPANSION .ONESHELL .POSIX .PRECIOUS lib.a(m.o) -lx ./a a/../b ~ * ?.c [ab] \\% \\# \\: a\\ b $$ & | ; : :: = := += ?= != ::= # \\".split(
    " ",
  );
const NAMES =
  "A B C D E @ < ^ + ? * % | 1 2 0 CC MAKE MAKEFLAGS SHELL .SHELLFLAGS .DEFAULT_GOAL .RECIPEPREFIX VPATH .VARIABLES .EXTRA_PREREQS MAKEFILE_LIST @D ^F CURDIR".split(
    " ",
  );
const FUNCTIONS =
  "subst patsubst strip findstring filter filter-out sort word wordlist words firstword lastword dir notdir suffix basename addsuffix addprefix join wildcard realpath abspath if or and foreach file call value eval origin flavor shell info warning error guile let".split(
    " ",
  );
const DIRECTIVES =
  "ifeq ifneq ifdef ifndef else endif define endef undefine export unexport override private include -include sinclude vpath load".split(
    " ",
  );
const OPTIONS =
  "-n -k -i -s -t -q -B -e -r -R -w -j2 -j3 -O -Oline -d -p --trace --debug=b --warn-undefined-variables --eval=A=1 -Wd.c -od.o A=2 B:=$(A) C+=x --explain -L -S all a d.o".split(
    " ",
  );

export interface MakeInput {
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

function value(chance: Chance, depth: number): string {
  const count = chance.below(4);
  const parts: string[] = [];
  for (let index = 0; index <= count; index += 1) parts.push(piece(chance, depth));
  return parts.join(chance.chance(0.8) ? " " : "");
}

function piece(chance: Chance, depth: number): string {
  if (depth > 3 || chance.chance(0.5)) return chance.of(WORDS);
  const open = chance.of(["(", "{"]);
  const close = chance.chance(0.95) ? (open === "(" ? ")" : "}") : "";
  const kind = chance.below(5);
  if (kind === 0) return `$${chance.of(NAMES).charAt(0)}`;
  if (kind === 1) return `$${open}${chance.of(NAMES)}${close}`;
  if (kind === 2) return `$${open}${chance.of(NAMES)}:${chance.of(WORDS)}=${piece(chance, depth + 1)}${close}`;
  const args = Array.from({ length: chance.below(4) }, () => value(chance, depth + 1));
  return `$${open}${chance.of(FUNCTIONS)} ${args.join(",")}${close}`;
}

function line(chance: Chance): string {
  switch (chance.below(9)) {
    case 0:
    case 1:
      return `${chance.of(NAMES)} ${chance.of(["=", ":=", "+=", "?=", "!=", "::="])} ${value(chance, 0)}`;
    case 2:
    case 3:
      return `${value(chance, 2)}${chance.of([":", "::", "&:", ": %.o:", ": a"])} ${value(chance, 1)}`;
    case 4:
    case 5:
      return `\t${chance.of(["", "@", "-", "+"])}${value(chance, 1)}`;
    case 6:
      if (chance.chance(0.5)) return `ifdef ${chance.of(NAMES)}\n${line(chance)}\nendif`;
      return `${chance.of(DIRECTIVES)} ${chance.of(["", value(chance, 1), "(a,b)", `"$(A)" 'x'`, "A", "other.mk"])}`;
    case 7:
      return `${value(chance, 2)}: ${chance.of(["", "private ", "override ", "export "])}${chance.of(NAMES)} += ${value(chance, 1)}`;
    default:
      // A line that is no statement ends the makefile: not too often.
      return chance.chance(0.15) ? value(chance, 0) : `$(eval ${value(chance, 1)} = ${value(chance, 1)})`;
  }
}

function text(chance: Chance, most: number): string {
  let result = "";
  const count = 1 + chance.below(most);
  for (let index = 0; index < count; index += 1) {
    result += line(chance);
    if (chance.chance(0.05)) result += "\\";
    result += chance.chance(0.98) ? "\n" : "\r\n";
  }
  if (chance.chance(0.1)) {
    const at = chance.below(result.length);
    result = result.slice(0, at) + String.fromCharCode(chance.below(200)) + result.slice(at + chance.below(4));
  }
  return result;
}

/** The same seed, the same input. */
export function makeInput(seed: number): MakeInput {
  const chance = new Chance(seed);
  const files: Record<string, string> = { Makefile: text(chance, 14), "d.c": "", b: "" };
  if (chance.chance(0.3)) files["other.mk"] = text(chance, 5);
  if (chance.chance(0.1)) files["lib.a"] = "!<arch>\nm.o/            0           0     0     644     2         `\nx\n";
  const args = Array.from({ length: chance.below(4) }, () => chance.of(OPTIONS));
  return { files, args };
}
