/** A Perl-compatible regular expression as a tree. */
export type PerlNode =
  | { readonly kind: "empty" }
  | { readonly kind: "character"; readonly text: string; readonly fold: boolean }
  /** One character that a JavaScript expression describes. */
  | { readonly kind: "set"; readonly source: string; readonly fold: boolean }
  /** A place, as a JavaScript assertion: ^ $ \b \B \A \z \Z. */
  | { readonly kind: "place"; readonly source: string; readonly multiline: boolean }
  | { readonly kind: "group"; readonly index: number; readonly body: PerlNode }
  /** (?>…): what matched once stays so. */
  | { readonly kind: "atomic"; readonly body: PerlNode }
  | { readonly kind: "look"; readonly behind: boolean; readonly negated: boolean; readonly body: PerlNode }
  | { readonly kind: "back"; readonly indexes: readonly number[]; readonly fold: boolean }
  /** (?R), (?1), (?&name): the group's expression once more; 0 is the whole. */
  | { readonly kind: "call"; readonly index: number }
  /** (?(1)yes|no) */
  | { readonly kind: "condition"; readonly index: number; readonly yes: PerlNode; readonly no: PerlNode }
  /** \K: the match begins here. */
  | { readonly kind: "keep" }
  | { readonly kind: "sequence"; readonly items: readonly PerlNode[] }
  | { readonly kind: "choice"; readonly items: readonly PerlNode[] }
  | {
      readonly kind: "repeat";
      readonly body: PerlNode;
      readonly least: number;
      readonly most: number;
      readonly greed: "greedy" | "lazy" | "possessive";
    };

export interface PerlTree {
  readonly root: PerlNode;
  readonly groups: number;
  readonly names: ReadonlyMap<string, readonly number[]>;
}
