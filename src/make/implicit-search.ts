import type { BuildState } from "./build-state.ts";
import { archiveMember } from "./automatic-variables.ts";
import { findOnPath } from "./file-times.ts";
import { andThen, type Maybe } from "./maybe.ts";
import { parseNames } from "./names.ts";
import { findPercent, type PatternRule, type TargetPattern } from "./pattern-rule.ts";
import { KnownStems } from "./known-stems.ts";
import { RuleShapes } from "./rule-shapes.ts";
import { Scope } from "./variable.ts";
import { isSpace } from "./text.ts";
import type { Prerequisite, Target } from "./target.ts";

interface Candidate {
  readonly rule: PatternRule;
  readonly pattern: TargetPattern;
  /** What `%` matched, without the directory. */
  readonly stem: string;
  /** The target's directory with its slash, when only the rest was compared; otherwise "". */
  readonly directory: string;
}

interface FoundPrerequisite {
  readonly name: string;
  readonly orderOnly: boolean;
  /** It has to be made by an implicit rule of its own. */
  readonly chain: FoundRule | undefined;
}

interface FoundRule {
  readonly candidate: Candidate;
  readonly prerequisites: readonly FoundPrerequisite[];
}

/**
 * Finds the implicit rule for a target that has no recipe, and gives it that rule's recipe and prerequisites. Manual:
 * "Implicit Rule Search Algorithm"; the numbers below are its steps.
 */
export class ImplicitSearch {
  readonly #state: BuildState;
  readonly #scopeOf: (target: Target) => Maybe<Scope>;
  readonly #isPrecious: (pattern: string) => boolean;
  readonly #shapes: RuleShapes;
  readonly #stems: KnownStems;
  /** Names that no chain of rules makes: asked once. */
  readonly #impossible = new Set<string>();

  constructor(state: BuildState, scopeOf: (target: Target) => Maybe<Scope>, isPrecious: (pattern: string) => boolean) {
    this.#state = state;
    this.#scopeOf = scopeOf;
    this.#isPrecious = isPrecious;
    this.#shapes = new RuleShapes(state.patternRules);
    this.#stems = new KnownStems(state);
  }

  /** True when a rule was found. */
  search(target: Target): Maybe<boolean> {
    const member = archiveMember(target.name);
    const found =
      member === undefined && !this.#stems.mayBeMade(target.name)
        ? this.#pass(target, target.name, this.#terminals(target.name), 0, false, 0)
        : this.#find(target, target.name, 0);
    return andThen(found, (first) => {
      if (first !== undefined) {
        this.#apply(target, first, target.name);
        return true;
      }
      if (member === undefined) return false;
      // An archive member: the rules for "(member)" as well. Manual: "Implicit Rule for Archive Member Targets".
      return andThen(this.#find(target, `(${member.member})`, 0), (second) => {
        if (second === undefined) return false;
        this.#apply(target, second, `(${member.member})`);
        return true;
      });
    });
  }

  #terminals(name: string): Candidate[] {
    return this.#candidates(name, 0).filter(({ rule }) => rule.terminal);
  }

  #candidates(name: string, depth: number): Candidate[] {
    const slash = name.startsWith("(") ? -1 : name.lastIndexOf("/");
    const directory = name.slice(0, slash + 1);
    const base = slash < 0 ? name : name.slice(slash + 1);
    const found: Candidate[] = [];
    let specific = false;
    let sorted = true;
    let last = 0;
    for (const { rule, pattern } of this.#shapes.fitting(base)) {
      if (rule.busy || (pattern.anything && depth > 0 && !rule.terminal)) continue; // 3
      const { prefix, suffix } = pattern;
      const whole = pattern.wholeName;
      const text = whole ? name : base;
      const size = text.length - prefix.length - suffix.length;
      if (size < 1 || !text.startsWith(prefix) || !text.endsWith(suffix)) continue;
      if (!pattern.anything) specific = true;
      if (rule.recipe === undefined) continue; // 4
      const stem = text.slice(prefix.length, text.length - suffix.length);
      const length = whole ? size : size + directory.length;
      if (length < last) sorted = false;
      last = length;
      found.push({ rule, pattern, stem, directory: whole ? "" : directory });
    }
    const kept = specific ? found.filter((one) => !one.pattern.anything || one.rule.terminal) : found;
    // The shortest stem first; among equals the order of the makefile.
    return sorted ? kept : kept.sort((a, b) => stemSize(a) - stemSize(b));
  }

  #find(target: Target | undefined, name: string, depth: number): Maybe<FoundRule | undefined> {
    const candidates = this.#candidates(name, depth);
    if (candidates.length === 0) return undefined;
    const found = this.#pass(target, name, candidates, 0, false, depth);
    if (found instanceof Promise) return found.then((one) => one ?? this.#chained(target, name, candidates, depth));
    return found ?? this.#chained(target, name, candidates, depth);
  }

  #chained(
    target: Target | undefined,
    name: string,
    candidates: readonly Candidate[],
    depth: number,
  ): Maybe<FoundRule | undefined> {
    return depth < 40 ? this.#pass(target, name, candidates, 0, true, depth) : undefined;
  }

  /** The first candidate whose prerequisites are there or, with `chains`, can be made by further rules. */
  #pass(
    target: Target | undefined,
    name: string,
    candidates: readonly Candidate[],
    index: number,
    chains: boolean,
    depth: number,
  ): Maybe<FoundRule | undefined> {
    for (let at = index; at < candidates.length; at += 1) {
      const candidate = candidates[at];
      if (candidate === undefined) break;
      if (chains && candidate.rule.terminal) continue; // 6.1
      const found = this.#try(target, name, candidate, chains, depth);
      if (found instanceof Promise) {
        return found.then((result) => result ?? this.#pass(target, name, candidates, at + 1, chains, depth));
      }
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #try(
    target: Target | undefined,
    name: string,
    candidate: Candidate,
    chains: boolean,
    depth: number,
  ): Maybe<FoundRule | undefined> {
    const first = candidate.rule.prerequisites[0];
    if (!chains && first !== undefined && !this.#ought(fillStem(candidate, first.text))) return undefined;
    const names = this.#namesAtOnce(candidate);
    const late = candidate.rule.lateText === undefined ? [] : splitReferences(candidate.rule.lateText);
    const prerequisites: FoundPrerequisite[] = [];
    let orderOnly = false;
    const from = (index: number): Maybe<FoundRule | undefined> => {
      for (let at = index; ; at += 1) {
        const one = names[at];
        if (one === undefined) {
          // A word that needs a second expansion is expanded only when all before it were found.
          const word = late.shift();
          if (word === undefined) return { candidate, prerequisites };
          at -= 1;
          if (word === "|") {
            orderOnly = true;
            continue;
          }
          const more = this.#expandWord(target, name, candidate, word);
          if (more instanceof Promise) {
            const next = at + 1;
            return more.then((found) => {
              names.push(...found.map((text) => ({ name: text, orderOnly })));
              return from(next);
            });
          }
          names.push(...more.map((text) => ({ name: text, orderOnly })));
          continue;
        }
        if (this.#ought(one.name)) {
          prerequisites.push({ ...one, chain: undefined });
          continue;
        }
        if (!chains || this.#impossible.has(one.name)) return undefined;
        candidate.rule.busy = true;
        const chain = this.#find(this.#state.targets.get(one.name), one.name, depth + 1);
        if (chain instanceof Promise) {
          return chain.then((result) => {
            candidate.rule.busy = false;
            if (result === undefined) return undefined;
            prerequisites.push({ ...one, chain: result });
            return from(at + 1);
          });
        }
        candidate.rule.busy = false;
        if (chain === undefined) {
          this.#impossible.add(one.name);
          return undefined;
        }
        prerequisites.push({ ...one, chain });
      }
    };
    return from(0);
  }

  /** It exists, or the makefile mentions it. */
  #ought(name: string): boolean {
    const known = this.#state.targets.get(name);
    if (known?.mentioned === true) return true;
    if (this.#state.disk.listed(name)) return true;
    return findOnPath(this.#state, name) !== undefined;
  }

  #namesAtOnce(candidate: Candidate): { name: string; orderOnly: boolean }[] {
    return candidate.rule.prerequisites.map((one) => ({
      name: fillStem(candidate, one.text),
      orderOnly: one.orderOnly,
    }));
  }

  /** Manual: "Secondary Expansion". */
  #expandWord(target: Target | undefined, name: string, { directory, stem }: Candidate, word: string): Maybe<string[]> {
    const at = findPercent(word);
    const text = at < 0 ? word : word.slice(0, at) + stem + word.slice(at + 1);
    const before = at < 0 ? "" : directory;
    return andThen(target === undefined ? this.#state.globals : this.#scopeOf(target), (outer) => {
      const scope = new Scope(outer);
      scope.transparent = true;
      for (const variable of "<^+?|%") scope.define(variable, "", "automatic", "simple");
      scope.define("@", name, "automatic", "simple");
      scope.define("*", directory + stem, "automatic", "simple");
      return andThen(this.#state.expander.expand(text, { scope, location: undefined }), (expanded) =>
        parseNames(expanded, this.#state).map((one) => before + one),
      );
    });
  }

  #apply(target: Target, found: FoundRule, name: string): void {
    const { rule, pattern, stem, directory } = found.candidate;
    const state = this.#state;
    target.recipe = rule.recipe;
    target.stem = directory + stem;
    target.implicit = true;
    const added = found.prerequisites.map((one): Prerequisite => {
      const node = state.node(one.name);
      if (one.chain !== undefined && node.recipe === undefined) {
        node.searched = true;
        this.#apply(node, one.chain, one.name);
        if (!node.mentioned) node.intermediate = true;
        if (this.#isPrecious(one.chain.candidate.pattern.text)) node.precious = true;
      }
      return { target: node, orderOnly: one.orderOnly, changed: false, explicit: false };
    });
    target.declared = [...added, ...target.declared];
    // Another target of its rule may have looked at it before it had one.
    target.lateDone = false;
    if (this.#isPrecious(pattern.text)) target.precious = true;
    const others = rule.targets
      .filter((other) => other !== pattern)
      .map((other) => state.node((other.wholeName ? "" : directory) + other.prefix + stem + other.suffix))
      .filter((other) => other.name !== name)
      .reverse();
    if (others.length > 0) target.madeWith = others;
  }
}

/** A prerequisite's name with the stem where its `%` is. */
function fillStem({ stem, directory }: Candidate, text: string): string {
  const at = findPercent(text);
  return at < 0 ? text : directory + text.slice(0, at) + stem + text.slice(at + 1);
}

function stemSize({ stem, directory }: Candidate): number {
  return stem.length + directory.length;
}

/** Words at blanks outside `$(…)` and `${…}`. */
function splitReferences(text: string): string[] {
  const words: string[] = [];
  let word = "";
  let depth = 0;
  for (const character of text) {
    if (depth === 0 && isSpace(character.charCodeAt(0))) {
      if (word !== "") words.push(word);
      word = "";
      continue;
    }
    if ((character === "(" || character === "{") && (depth > 0 || word.endsWith("$"))) depth += 1;
    else if ((character === ")" || character === "}") && depth > 0) depth -= 1;
    word += character;
  }
  if (word !== "") words.push(word);
  return words;
}
