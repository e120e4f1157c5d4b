/**
 * What the site ships for Python, as the build writes it: units (one file of bytes each, fetched whole) and which
 * files lie in them. A distribution has a unit of what running needs (compiled modules, data, metadata) and one of its
 * sources, which only a traceback or `inspect` asks for.
 */
export interface ArchiveIndex {
  /** Versions that must match: Pyodide's own and the one CPython that it is. */
  readonly pyodide: string;
  readonly python: string;
  readonly units: readonly Unit[];
  readonly distributions: readonly Distribution[];
}

export interface Unit {
  readonly name: string;
  /** The file's name below the folder of assets; it carries a hash of the contents. */
  readonly file: string;
  /** Bytes as they are, and as they go over the wire (brotli). */
  readonly bytes: number;
  readonly wire: number;
  /** Paths below `PYTHON_LIBRARY`, each with its size, in the order their bytes lie in the unit. */
  readonly files: readonly (readonly [path: string, size: number])[];
}

/** A package of PyPI that is shipped; `license` is an SPDX expression or the words of its metadata. */
export interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly summary: string;
  readonly license: string;
  readonly homepage: string;
  readonly requires: readonly string[];
  readonly units: readonly string[];
}

/** The folder of an archive's paths whose files lie in `/usr/share/zoneinfo`, not below the library. */
export const ZONES = "share/zoneinfo";

/** Where the standard library lies, as on Debian, and below it the shipped distributions. */
export const PYTHON_LIBRARY = "/usr/lib/python3.14";
export const SITE_PACKAGES = `${PYTHON_LIBRARY}/site-packages`;
