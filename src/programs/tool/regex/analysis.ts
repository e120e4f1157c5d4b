/** What a pattern's form says of how it is to be matched. */
import type { Node } from "./parse.ts";

/** Whether leftmost-first might stop short of leftmost-longest. */
export function isAmbiguous(node: Node): boolean {
  switch (node.kind) {
    case "choice":
      return true;
    case "group":
      return isAmbiguous(node.body);
    case "sequence":
      return node.items.some(isAmbiguous);
    case "repeat":
      return isAmbiguous(node.body) || (node.body.kind === "group" && node.body.body.kind === "sequence");
    default:
      return false;
  }
}

export function hasBackReference(node: Node): boolean {
  switch (node.kind) {
    case "back":
      return true;
    case "group":
    case "repeat":
      return hasBackReference(node.body);
    case "sequence":
    case "choice":
      return node.items.some(hasBackReference);
    default:
      return false;
  }
}

/** How many repeats have no end, or one far away. */
export function endlessRepeats(node: Node): number {
  switch (node.kind) {
    case "repeat":
      return (node.most > 8 ? 1 : 0) + endlessRepeats(node.body);
    case "group":
      return endlessRepeats(node.body);
    case "sequence":
    case "choice":
      return node.items.reduce((sum, item) => sum + endlessRepeats(item), 0);
    default:
      return 0;
  }
}

/** Whether a repeat without an end holds another one, or alternatives that may begin alike: (a+)+ and (a|ab)*. */
export function backtracks(node: Node): boolean {
  switch (node.kind) {
    case "repeat":
      return (node.most > 1 && manyWays(node.body)) || backtracks(node.body);
    case "group":
      return backtracks(node.body);
    case "sequence":
    case "choice":
      return node.items.some(backtracks);
    default:
      return false;
  }
}

function manyWays(node: Node): boolean {
  switch (node.kind) {
    case "repeat":
      return true;
    case "group":
      return manyWays(node.body);
    case "sequence":
      return node.items.some(manyWays);
    case "choice": {
      const first = node.items.map(firstCharacter);
      return node.items.some(manyWays) || first.includes(undefined) || new Set(first).size < first.length;
    }
    default:
      return false;
  }
}

/** The one character that a node begins with, in lower case; undefined when it may be several. */
function firstCharacter(node: Node): string | undefined {
  if (node.kind === "character") return node.text.toLowerCase();
  if (node.kind === "group") return firstCharacter(node.body);
  if (node.kind === "sequence" && node.items[0] !== undefined) return firstCharacter(node.items[0]);
  return undefined;
}
