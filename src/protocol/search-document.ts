/** What a page is found by, before its full text: names, other names, headings. Kept small; every search loads all. */
export interface SearchDocument {
  readonly title: string;
  /** Below the site's root: "/concepts/kaizen/" */
  readonly path: string;
  readonly kind: "note" | "concept" | "certification" | "lab" | "handbook";
  readonly summary: string;
  /** Other names it may be asked for by. */
  readonly names: readonly string[];
  /** What readers type who mean it, though it is no name of it. */
  readonly foundBy?: readonly string[];
  /** Headings within it, each with the id it is reached by. */
  readonly headings: readonly (readonly [text: string, id: string])[];
  readonly week?: string;
  readonly tools?: readonly string[];
  /** Whether something runs in it. */
  readonly runs?: true;
}
