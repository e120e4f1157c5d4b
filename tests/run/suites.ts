/**
 * What `npm run check`, `npm test` and `npm run test:full` run, in this order. `tier` says from which of the three
 * on a suite takes part: each tier includes the one before it.
 */
export interface Suite {
  readonly name: string;
  readonly tier: "check" | "test" | "full";
  /** Runs at the same time as its neighbours that say so too: none of them needs what another makes. */
  readonly beside?: true;
  /** A command that passes or fails as one check; or a vitest project, whose tests are counted one by one. */
  readonly run:
    | { readonly kind: "command"; readonly argv: readonly string[] }
    | { readonly kind: "vitest"; readonly config: string };
}

const command = (...argv: readonly string[]): Suite["run"] => ({ kind: "command", argv });
const vitest = (config: string): Suite["run"] => ({ kind: "vitest", config });

export const SUITES: readonly Suite[] = [
  { name: "types of the content collections", tier: "check", run: command("astro", "sync", "--silent") },
  { name: "format", tier: "check", beside: true, run: command("prettier", "--check", "--log-level=warn", ".") },
  {
    name: "lint",
    tier: "check",
    beside: true,
    run: command("oxlint", "--deny-warnings", "--report-unused-disable-directives"),
  },
  { name: "types", tier: "check", beside: true, run: command("tsc", "-p", "tsconfig.json") },
  {
    name: "types of the pure rooms",
    tier: "check",
    beside: true,
    run: command("tsc", "-p", "tests/architecture/tsconfig.pure.json"),
  },
  { name: "dead code and dependencies", tier: "check", beside: true, run: command("knip") },
  { name: "unit, rooms and content", tier: "check", beside: true, run: vitest("tests/vitest.config.ts") },
  { name: "build of the site", tier: "test", run: command("npm", "run", "--silent", "build") },
  { name: "build of the command line", tier: "test", run: command("npm", "run", "--silent", "build:cli") },
  { name: "recorded judges", tier: "test", run: vitest("tests/vitest.cases.config.ts") },
  { name: "browser", tier: "test", run: vitest("tests/vitest.browser.config.ts") },
  { name: "WebContainer's stand-in", tier: "test", run: vitest("tests/vitest.webcontainer.config.ts") },
  {
    name: "make on makefiles by chance",
    tier: "full",
    run: command("npm", "run", "--silent", "fuzz", "--", "make", "--seed", "8", "--seconds", "60"),
  },
  { name: "live judges", tier: "full", run: vitest("tests/vitest.live.config.ts") },
  { name: "browser, in full", tier: "full", run: vitest("tests/vitest.browser-full.config.ts") },
  { name: "WebContainer's stand-in, in full", tier: "full", run: vitest("tests/vitest.webcontainer-full.config.ts") },
];
