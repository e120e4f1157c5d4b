/**
 * Finds what a Perl-compatible expression matches. JavaScript's engine does the plain ones, as it is fast; it cannot be
 * stopped, so what it lacks or what might take it for ever goes through `PerlMatcher`, which counts.
 */
import { assertNever } from "#base";
import { PerlMatcher } from "./match.ts";
import { parsePerl } from "./parse.ts";
import type { PerlNode } from "./tree.ts";

export type PerlSearch = (text: string, from: number) => { readonly index: number; readonly end: number } | undefined;

interface Translation {
  readonly source: string;
  /** How many repeats without an end there are; Infinity when one is inside another. */
  readonly endless: number;
}

/** More tries than this, at the worst, are left to the engine that counts. */
const TRIES = 100_000_000;

/** The same in JavaScript; undefined where it has no such thing. Case is folded by the whole expression's flag. */
function translate(node: PerlNode, fold: boolean): Translation | undefined {
  const all = (nodes: readonly PerlNode[], between: string): Translation | undefined => {
    const parts = nodes.map((item) => translate(item, fold));
    if (parts.includes(undefined)) return undefined;
    return {
      source: parts.map((part) => part?.source ?? "").join(between),
      endless: parts.reduce((sum, part) => sum + (part?.endless ?? 0), 0),
    };
  };
  switch (node.kind) {
    case "empty":
      return { source: "", endless: 0 };
    case "character":
      if (node.fold !== fold && node.text.toLowerCase() !== node.text.toUpperCase()) return undefined;
      return { source: `\\u{${(node.text.codePointAt(0) ?? 0).toString(16)}}`, endless: 0 };
    case "set":
      if (fold && !node.fold && !/^\[\^?(\\n|0-9|\]$)/.test(node.source)) return undefined;
      if (!fold && node.fold) return undefined;
      return { source: node.source, endless: 0 };
    case "place":
      return node.multiline ? undefined : { source: node.source, endless: 0 };
    case "group": {
      const body = translate(node.body, fold);
      return body && { source: `(?:${body.source})`, endless: body.endless };
    }
    case "sequence": {
      const body = all(node.items, "");
      return body && { source: `(?:${body.source})`, endless: body.endless };
    }
    case "choice": {
      const body = all(node.items, "|");
      return body && { source: `(?:${body.source})`, endless: body.endless };
    }
    case "look": {
      const body = translate(node.body, fold);
      return (
        body && {
          source: `(?${node.behind ? "<" : ""}${node.negated ? "!" : "="}${body.source})`,
          endless: body.endless,
        }
      );
    }
    case "repeat": {
      const body = translate(node.body, fold);
      if (body === undefined || node.greed === "possessive" || node.body.kind === "look") return undefined;
      const many = node.most > 1 && (body.endless > 0 || node.body.kind === "choice" || hasChoice(node.body));
      const count = `{${String(node.least)},${node.most === Infinity ? "" : String(node.most)}}`;
      return {
        source: `(?:${body.source})${count}${node.greed === "lazy" ? "?" : ""}`,
        endless: many ? Infinity : body.endless + (node.most > 8 ? 1 : 0),
      };
    }
    case "atomic":
    case "back":
    case "call":
    case "condition":
    case "keep":
      return undefined;
    default:
      return assertNever(node);
  }
}

function hasChoice(node: PerlNode): boolean {
  if (node.kind === "choice") return true;
  if (node.kind === "group" || node.kind === "atomic") return hasChoice(node.body);
  return node.kind === "sequence" && node.items.some(hasChoice);
}

/** Throws `PerlError` for what is no expression; the search throws `BacktrackingLimit`. */
export function perlSearch(
  source: string,
  options: { readonly ignoreCase: boolean; readonly multiline?: boolean },
): PerlSearch {
  const tree = parsePerl(source, options);
  const translation = translate(tree.root, options.ignoreCase);
  const matcher = new PerlMatcher(tree);
  if (translation === undefined || translation.endless === Infinity) return (text, from) => matcher.exec(text, from);
  const quick = new RegExp(translation.source, `gu${options.ignoreCase ? "i" : ""}`);
  return (text, from) => {
    if (text.length ** (translation.endless + 1) > TRIES && translation.endless > 1) return matcher.exec(text, from);
    quick.lastIndex = from;
    const match = quick.exec(text);
    return match === null ? undefined : { index: match.index, end: match.index + match[0].length };
  };
}
