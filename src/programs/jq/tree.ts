/** A filter as jq's grammar has it. */
export type Filter =
  | { readonly kind: "identity" }
  | { readonly kind: "recurse" }
  | { readonly kind: "literal"; readonly value: null | boolean | number | string }
  | { readonly kind: "text"; readonly format: string | undefined; readonly parts: readonly (string | Filter)[] }
  | { readonly kind: "format"; readonly name: string }
  | { readonly kind: "index"; readonly of: Filter; readonly key: Filter }
  | { readonly kind: "slice"; readonly of: Filter; readonly from: Filter | undefined; readonly to: Filter | undefined }
  | { readonly kind: "each"; readonly of: Filter }
  | { readonly kind: "array"; readonly body: Filter | undefined }
  | { readonly kind: "object"; readonly pairs: readonly (readonly [key: Filter, value: Filter])[] }
  | { readonly kind: "negate"; readonly body: Filter }
  | { readonly kind: "pipe"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "comma"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "assign"; readonly operator: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "if"; readonly test: Filter; readonly then: Filter; readonly otherwise: Filter }
  | { readonly kind: "try"; readonly body: Filter; readonly caught: Filter | undefined }
  | {
      readonly kind: "reduce";
      readonly source: Filter;
      readonly pattern: Pattern;
      readonly start: Filter;
      readonly update: Filter;
    }
  | {
      readonly kind: "foreach";
      readonly source: Filter;
      readonly pattern: Pattern;
      readonly start: Filter;
      readonly update: Filter;
      readonly extract: Filter | undefined;
    }
  | { readonly kind: "define"; readonly definition: Definition; readonly body: Filter }
  | { readonly kind: "call"; readonly at: number; readonly name: string; readonly args: readonly Filter[] }
  | { readonly kind: "variable"; readonly at: number; readonly name: string }
  | { readonly kind: "bind"; readonly source: Filter; readonly patterns: readonly Pattern[]; readonly body: Filter }
  | { readonly kind: "label"; readonly name: string; readonly body: Filter }
  | { readonly kind: "break"; readonly name: string };

export type Pattern =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "array"; readonly items: readonly Pattern[] }
  | {
      readonly kind: "object";
      readonly pairs: readonly {
        readonly key: Filter;
        readonly name: string | undefined;
        readonly value: Pattern | undefined;
      }[];
    };

export interface Definition {
  readonly name: string;
  /** Parameters; "$x" for one that is a value. */
  readonly parameters: readonly string[];
  readonly body: Filter;
}
