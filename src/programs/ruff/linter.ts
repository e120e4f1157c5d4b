/** What ruff's own WebAssembly does: it reads one text under one set of options. */

/** A place in a text: 1-based; columns count UTF-16 units. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** What a finding points at; the primary annotation is the finding's own place. */
export interface Annotation {
  readonly primary: boolean;
  readonly message: string | null;
  readonly location: { readonly start_location: Place; readonly end_location: Place } | null;
}

interface Edit {
  readonly location: Place;
  readonly end_location: Place;
  readonly content: string | null;
}

/** A finding as the WebAssembly tells it. `code` is "invalid-syntax" where the text is no Python. */
export interface Finding {
  readonly code: string | null;
  readonly message: string;
  readonly annotations: readonly Annotation[];
  readonly subDiagnostics: readonly { readonly severity: string; readonly message: string }[];
  readonly start_location: Place;
  readonly end_location: Place;
  readonly fix: { readonly message: string | null; readonly edits: readonly Edit[] } | null;
}

/** A linter and formatter of one set of options. */
export interface Workspace {
  check(text: string): readonly Finding[];
  /** Throws where the text is no Python. */
  format(text: string): string;
  free(): void;
}

export interface Linter {
  readonly version: string;
  /** Options as `ruff.toml` has them; throws an `Error` whose message says what is wrong with them. */
  open(options: Readonly<Record<string, unknown>>): Workspace;
}
