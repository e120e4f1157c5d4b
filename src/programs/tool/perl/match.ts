/** Runs a Perl-compatible expression by trying one way after the other, and counts: no expression goes on for ever. */
import { assertNever } from "#base";
import type { PerlNode, PerlTree } from "./tree.ts";

/** Known by its name to those who catch it. More ways than this were tried at one text, or they were nested too deeply for the stack. */
class BacktrackingLimit extends Error {
  override readonly name = "BacktrackingLimit";
}

export interface PerlMatch {
  readonly index: number;
  readonly end: number;
  /** Where each group begins and ends; undefined for one that took no part. Group 0 is the whole. */
  readonly groups: readonly (readonly [from: number, to: number] | undefined)[];
}

/** PCRE's default for its match limit, and about a second of work. */
const STEPS = 10_000_000;

type Next = (at: number) => boolean;
type Step = (at: number, next: Next) => boolean;

export class PerlMatcher {
  #root: Step;
  #groups: number;
  #text = "";
  #steps = 0;
  #start = 0;
  #ends: (readonly [number, number] | undefined)[] = [];
  #calls = new Map<number, Step>();

  constructor(tree: PerlTree) {
    this.#groups = tree.groups;
    this.#root = this.#compile(tree.root);
    this.#calls.set(0, this.#root);
  }

  /** The first match at or behind `from`. */
  exec(text: string, from: number): PerlMatch | undefined {
    this.#text = text;
    this.#steps = 0;
    try {
      for (let index = from; index <= text.length; index += 1) {
        this.#start = index;
        this.#ends = Array<undefined>(this.#groups + 1).fill(undefined);
        let end = index;
        const stop = (at: number): boolean => {
          end = at;
          return true;
        };
        if (this.#root(index, stop)) {
          const begin = Math.min(this.#start, end);
          return { index: begin, end, groups: [[begin, end], ...this.#ends.slice(1)] };
        }
        if (isHigh(text, index)) index += 1;
      }
    } catch (error) {
      if (error instanceof RangeError) throw new BacktrackingLimit();
      throw error;
    }
    return undefined;
  }

  #count(): void {
    this.#steps += 1;
    if (this.#steps > STEPS) throw new BacktrackingLimit();
  }

  #compile(node: PerlNode): Step {
    switch (node.kind) {
      case "empty":
        return (at, next) => next(at);
      case "character":
      case "set": {
        const one = this.#single(node);
        return (at, next) => {
          this.#count();
          const end = one(at);
          return end >= 0 && next(end);
        };
      }
      case "place": {
        const pattern = new RegExp(node.source, node.multiline ? "my" : "y");
        return (at, next) => {
          pattern.lastIndex = at;
          return pattern.test(this.#text) && next(at);
        };
      }
      case "group": {
        const body = this.#compile(node.body);
        const step: Step = (at, next) => {
          const before = this.#ends[node.index];
          const done = body(at, (end) => {
            const inner = this.#ends[node.index];
            this.#ends[node.index] = [at, end];
            if (next(end)) return true;
            this.#ends[node.index] = inner;
            return false;
          });
          if (!done) this.#ends[node.index] = before;
          return done;
        };
        this.#calls.set(node.index, step);
        return step;
      }
      case "atomic":
        return this.#atomic(this.#compile(node.body));
      case "look":
        return this.#look(node);
      case "back":
        return (at, next) => {
          this.#count();
          const span = node.indexes.map((index) => this.#ends[index]).find((found) => found !== undefined);
          if (span === undefined) return false;
          const word = this.#text.slice(span[0], span[1]);
          const here = this.#text.slice(at, at + word.length);
          const same = here === word || (node.fold && here.toLowerCase() === word.toLowerCase());
          return same && next(at + word.length);
        };
      case "call":
        return (at, next) => {
          this.#count();
          const body = this.#calls.get(node.index);
          if (body === undefined) return false;
          // Groups set inside a call are as before when it is over.
          const before = [...this.#ends];
          return body(at, (end) => {
            const inner = this.#ends;
            this.#ends = [...before];
            if (next(end)) return true;
            this.#ends = inner;
            return false;
          });
        };
      case "condition": {
        const [yes, no] = [this.#compile(node.yes), this.#compile(node.no)];
        return (at, next) => (this.#ends[node.index] === undefined ? no : yes)(at, next);
      }
      case "keep":
        return (at, next) => {
          const before = this.#start;
          this.#start = at;
          if (next(at)) return true;
          this.#start = before;
          return false;
        };
      case "sequence":
        return node.items
          .map((item) => this.#compile(item))
          .reduceRight<Step>(
            (rest, step) => (at, next) => step(at, (end) => rest(end, next)),
            (at, next) => next(at),
          );
      case "choice": {
        const steps = node.items.map((item) => this.#compile(item));
        return (at, next) => {
          this.#count();
          return steps.some((step) => step(at, next));
        };
      }
      case "repeat":
        return this.#repeat(node);
      default:
        return assertNever(node);
    }
  }

  #atomic(body: Step): Step {
    return (at, next) => {
      const before = [...this.#ends];
      let found = -1;
      const done = body(at, (end) => {
        found = end;
        return true;
      });
      if (done && next(found)) return true;
      this.#ends = before;
      return false;
    };
  }

  #look({ behind, negated, body: inner }: Extract<PerlNode, { kind: "look" }>): Step {
    const body = this.#compile(inner);
    return (at, next) => {
      const before = [...this.#ends];
      const start = this.#start;
      let found = false;
      if (!behind) found = body(at, () => true);
      for (let from = at; behind && !found && from >= 0; from -= 1) {
        this.#count();
        found = body(from, (end) => end === at);
      }
      this.#start = start;
      if (found === negated) {
        this.#ends = before;
        return false;
      }
      if (negated) this.#ends = before;
      if (next(at)) return true;
      this.#ends = before;
      return false;
    };
  }

  /** Where one character ends when it fits; -1 when it does not. */
  #single(node: Extract<PerlNode, { kind: "character" | "set" }>): (at: number) => number {
    if (node.kind === "character" && !node.fold) {
      const { text } = node;
      return (at) => (this.#text.startsWith(text, at) ? at + text.length : -1);
    }
    const source = node.kind === "set" ? node.source : `\\u{${(node.text.codePointAt(0) ?? 0).toString(16)}}`;
    const pattern = new RegExp(source, `yu${node.fold ? "i" : ""}`);
    const known = new Map<number, boolean>();
    return (at) => {
      const code = this.#text.charCodeAt(at);
      if (Number.isNaN(code)) return -1;
      if (code < 0xd800 || code > 0xdbff) {
        let fits = known.get(code);
        if (fits === undefined) {
          pattern.lastIndex = 0;
          fits = pattern.test(String.fromCharCode(code));
          known.set(code, fits);
        }
        return fits ? at + 1 : -1;
      }
      pattern.lastIndex = at;
      return pattern.test(this.#text) ? pattern.lastIndex : -1;
    };
  }

  #repeat(node: Extract<PerlNode, { kind: "repeat" }>): Step {
    const { least, most, greed } = node;
    if (node.body.kind === "character" || node.body.kind === "set") {
      const run = this.#run(this.#single(node.body), node);
      return greed === "possessive" ? this.#atomic(run) : run;
    }
    const body = this.#compile(node.body);
    const again = (at: number, count: number, next: Next): boolean => {
      this.#count();
      const more = (): boolean =>
        count < most && body(at, (end) => (end !== at || count < least) && again(end, count + 1, next));
      if (count < least) return more();
      return greed === "lazy" ? next(at) || more() : more() || next(at);
    };
    const step: Step = (at, next) => again(at, 0, next);
    return greed === "possessive" ? this.#atomic(step) : step;
  }

  /** Many of one character: a loop, no stack. */
  #run(one: (at: number) => number, { least, most, greed }: Extract<PerlNode, { kind: "repeat" }>): Step {
    return (at, next) => {
      let [end, count] = [at, 0];
      const wanted = greed === "lazy" ? least : most;
      while (count < wanted) {
        const after = one(end);
        if (after < 0) break;
        end = after;
        count += 1;
      }
      if (count < least) return false;
      for (;;) {
        this.#count();
        if (next(end)) return true;
        if (greed === "lazy") {
          const after = count < most ? one(end) : -1;
          if (after < 0) return false;
          end = after;
          count += 1;
        } else {
          if (count <= least) return false;
          end -= end - 2 >= at && isHigh(this.#text, end - 2) ? 2 : 1;
          count -= 1;
        }
      }
    };
  }
}

/** Whether a character of two units begins here. */
function isHigh(text: string, at: number): boolean {
  const [code, next] = [text.charCodeAt(at), text.charCodeAt(at + 1)];
  return code >= 0xd800 && code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
}
