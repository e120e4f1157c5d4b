/** `man` and what `--help` prints: both from the pages in `manual/`. */
import type { Program } from "#kernel";
import { basename } from "#files";
import { tool } from "./tool/tool.ts";
import { PAGES, type Page } from "./manual/pages.ts";

/** Printed by --version: the tools are ours, not GNU's. */
const VERSION = "MLOps Companion tools 1.0";

/** Names under which a program is called as well. */
const OTHER_NAMES: Readonly<Record<string, string>> = { python: "python3", pip3: "pip", dash: "sh" };

/** Commands of bash that are no programs, and have no pages. */
const BUILT_IN = new Set(
  (
    "alias bg break builtin caller cd command compgen complete continue declare dirs disown enable eval exec exit " +
    "export fc fg getopts hash help jobs let local logout mapfile popd pushd read readarray readonly return set shift " +
    "shopt source suspend trap type typeset ulimit umask unalias unset wait"
  ).split(" "),
);

function optionLines(page: Page, indent: string): string {
  return page.options
    .map(([option, meaning]) => `${indent}${option.padEnd(28)}${option.length > 27 ? ` ` : ""}${meaning}\n`)
    .join("");
}

function renderUsage(page: Page): string {
  const [first = "", ...more] = page.synopsis;
  const usage = [`Usage: ${first}`, ...more.map((line) => `  or:  ${line}`)].join("\n");
  const options = page.options.length > 0 ? `\n${optionLines(page, "  ")}` : "";
  return `${usage}\n${page.summary}\n${options}`;
}

function renderPage(name: string, page: Page): string {
  const title = `${name.toUpperCase()}(1)`;
  const parts = [
    `${title}${"User Commands".padStart(33 + title.length / 2).padEnd(66 - title.length)}${title}`,
    `NAME\n       ${name} - ${page.summary}`,
    `SYNOPSIS\n${page.synopsis.map((line) => `       ${line}`).join("\n")}`,
  ];
  if (page.options.length > 0) parts.push(`OPTIONS\n${optionLines(page, "       ").trimEnd()}`);
  if (page.examples.length > 0) {
    parts.push(
      `EXAMPLES\n${page.examples.map(([command, meaning]) => `       ${command}\n              ${meaning}`).join("\n")}`,
    );
  }
  return `${parts.join("\n\n")}\n`;
}

/** Prints what the calling program says to --help or --version. */
export const usage: Program = async (process) => {
  const name = basename(process.argv[0] ?? "");
  const page = PAGES[name];
  const version =
    !process.argv.some((word) => word.startsWith("--h")) && process.argv.some((word) => word.startsWith("--v"));
  await process.write(
    1,
    version ? `${name} (${VERSION})\n` : page === undefined ? `Usage: ${name}\n` : renderUsage(page),
  );
  return 0;
};

export const man = tool({ failure: 16, options: "k,apropos f,whatis" }, async (run) => {
  if (run.operands.length === 0) {
    await run.complain("What manual page do you want?\nFor example, try 'man man'.\n");
    return 1;
  }
  if (run.has("k", "f")) {
    for (const word of run.operands) {
      const found = Object.entries(PAGES).filter(([name, page]) =>
        run.has("f") ? name === word : `${name} ${page.summary}`.toLowerCase().includes(word.toLowerCase()),
      );
      if (found.length === 0) await run.complain(`${word}: nothing appropriate.\n`);
      if (found.length === 0) run.status = 16;
      for (const [name, page] of found) void run.out.text(`${`${name} (1)`.padEnd(20)} - ${page.summary}\n`);
    }
    return run.status;
  }
  for (const name of run.operands.filter((word) => !/^[1-8]$/.test(word))) {
    const page = PAGES[OTHER_NAMES[name] ?? name];
    if (page === undefined) {
      const hint = BUILT_IN.has(name) ? `(${name} is built into the shell: type help ${name})\n` : "";
      await run.complain(`No manual entry for ${name}\n${hint}`);
      run.status = 16;
    } else void run.out.text(renderPage(name, page));
  }
  return run.status;
});
