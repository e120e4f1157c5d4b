import type { Pattern } from "../tool/regex/pattern.ts";

export type Address =
  | { readonly kind: "line"; readonly number: number }
  | { readonly kind: "step"; readonly first: number; readonly step: number }
  | { readonly kind: "last" }
  | { readonly kind: "pattern"; readonly pattern: Pattern | undefined }
  /** Second addresses only: "+n" and "~n". */
  | { readonly kind: "plus"; readonly count: number }
  | { readonly kind: "multiple"; readonly of: number };

export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "group"; readonly index: number }
  | { readonly kind: "case"; readonly letter: string };

export interface Command {
  readonly letter: string;
  readonly from?: Address;
  readonly to?: Address;
  readonly negated: boolean;
  /** a, i, c: the text; e: the command, "" for the pattern space; b, t, T, ":": the label; r, R, w, W: the file; y: unused. */
  readonly text: string;
  readonly substitution?: {
    readonly pattern: Pattern | undefined;
    readonly replacement: readonly Piece[];
    readonly global: boolean;
    readonly number: number;
    readonly print: number;
    readonly file: string | undefined;
    /** The e flag: the result is run as a command. */
    readonly executes: boolean;
  };
  readonly map?: ReadonlyMap<string, string>;
  readonly number?: number;
  /** "{": the index of its "}"; b, t, T: where the label is. */
  target: number;
  /** Whether a range is open, and where it ends. */
  active: boolean;
  endLine: number;
}

export interface ScriptOptions {
  readonly extended: boolean;
  readonly unicode: boolean;
  readonly zero: boolean;
  readonly posix: boolean;
  /** Refuses what runs commands or touches other files. */
  readonly sandbox: boolean;
}
