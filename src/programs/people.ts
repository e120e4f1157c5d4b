/** Programs that tell of users and of the system: groups, users, who, logname, arch, tty, getconf, locale. */
import { Owners } from "./tool/owner.ts";
import { Refusal, tool } from "./tool/tool.ts";

export const groups = tool({}, async (run) => {
  const owners = new Owners(run);
  const own = owners.group(run.process.gid);
  if (run.operands.length === 0) await run.out.text(`${own}\n`);
  for (const name of run.operands) {
    if (name === owners.user(run.process.uid)) await run.out.text(`${name} : ${own}\n`);
    else await run.error(`${run.locale.quote(name)}: no such user`);
  }
  return undefined;
});

export const logname = tool({}, async (run) => {
  run.expectOperands(0, 0);
  if (run.process.terminal === undefined) throw new Refusal("no login name");
  await run.out.text(`${new Owners(run).user(run.process.uid)}\n`);
  return 0;
});

export const arch = tool({}, async (run) => {
  run.expectOperands(0, 0);
  await run.out.text("wasm32\n");
  return 0;
});

export const tty = tool({ options: "s,silent,quiet", failure: 2 }, async (run) => {
  run.expectOperands(0, 0);
  const there = run.process.descriptors.get(0)?.kind === "terminal";
  if (!run.has("s")) await run.out.text(there ? "/dev/tty\n" : "not a tty\n");
  return there ? 0 : 1;
});

/** What programs may count on here. */
const CONFIGURATION: Readonly<Record<string, string>> = {
  ARG_MAX: "2097152",
  CHAR_BIT: "8",
  INT_MAX: "2147483647",
  INT_MIN: "-2147483648",
  LINE_MAX: "2048",
  LONG_BIT: "64",
  PAGESIZE: "4096",
  PAGE_SIZE: "4096",
  PATH: "/bin:/usr/bin",
  SHRT_MAX: "32767",
  UCHAR_MAX: "255",
  WORD_BIT: "32",
  _POSIX_VERSION: "200809",
};

/** Those that are asked of a file. */
const OF_FILES: Readonly<Record<string, string>> = {
  NAME_MAX: "255",
  PATH_MAX: "4096",
  PIPE_BUF: "4096",
  LINK_MAX: "65000",
};

export const getconf = tool({ options: "a v=", permute: false, usageFailure: 2 }, async (run) => {
  const usage = "Usage: getconf [-v specification] variable_name [pathname]\n       getconf -a [pathname]\n";
  const [name, path, extra] = run.operands;
  const misused = name === undefined || extra !== undefined;
  if (run.has("a") && name === undefined) {
    for (const [key, value] of Object.entries(CONFIGURATION)) await run.out.text(`${key.padEnd(34)} ${value}\n`);
    return 0;
  }
  if (misused || Object.hasOwn(OF_FILES, name) !== (path !== undefined)) {
    if (name !== undefined && !Object.hasOwn(OF_FILES, name) && !Object.hasOwn(CONFIGURATION, name)) {
      await run.complain(`getconf: Unrecognized variable \`${name}'\n`);
      return 2;
    }
    await run.complain(usage);
    return 2;
  }
  const cores = ["_NPROCESSORS_ONLN", "_NPROCESSORS_CONF", "NPROCESSORS_ONLN", "NPROCESSORS_CONF"];
  if (cores.includes(name)) {
    const { navigator } = globalThis as { readonly navigator?: { readonly hardwareConcurrency?: number } };
    await run.out.text(`${String(navigator?.hardwareConcurrency ?? 1)}\n`);
    return 0;
  }
  const value = path === undefined ? CONFIGURATION[name] : OF_FILES[name];
  if (value === undefined) {
    await run.complain(`getconf: Unrecognized variable \`${name}'\n`);
    return 2;
  }
  await run.out.text(`${value}\n`);
  return 0;
});

const CATEGORIES = ["CTYPE", "NUMERIC", "TIME", "COLLATE", "MONETARY", "MESSAGES", "PAPER", "NAME", "ADDRESS"];
const MORE_CATEGORIES = ["TELEPHONE", "MEASUREMENT", "IDENTIFICATION"];

export const locale = tool({ options: "a,all-locales m,charmaps k,keyword-name c,category-name" }, async (run) => {
  const { env } = run.process;
  if (run.has("a")) {
    await run.out.text("C\nC.utf8\nPOSIX\n");
    return 0;
  }
  if (run.has("m")) {
    await run.out.text("ANSI_X3.4-1968\nUTF-8\n");
    return 0;
  }
  for (const name of run.operands) {
    const value = { charmap: run.locale.utf8 ? "UTF-8" : "ANSI_X3.4-1968", decimal_point: ".", thousands_sep: "" }[
      name
    ];
    if (value === undefined) {
      await run.complain(`locale: unknown name "${name}"\n`);
      run.status = 1;
    } else await run.out.text(run.has("k") ? `${name}="${value}"\n` : `${value}\n`);
  }
  if (run.operands.length > 0) return undefined;
  const all = env.LC_ALL ?? "";
  await run.out.text(`LANG=${env.LANG ?? ""}\nLANGUAGE=${env.LANGUAGE ?? ""}\n`);
  for (const category of [...CATEGORIES, ...MORE_CATEGORIES]) {
    const own = env[`LC_${category}`] ?? "";
    const implied = all !== "" ? all : env.LANG === undefined || env.LANG === "" ? "POSIX" : env.LANG;
    await run.out.text(`LC_${category}=${all === "" && own !== "" ? own : `"${implied}"`}\n`);
  }
  await run.out.text(`LC_ALL=${all}\n`);
  return 0;
});
