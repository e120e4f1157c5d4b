/** Pure path functions over "/"-separated strings. None of them looks at files or follows links. */

export function isAbsolute(path: string): boolean {
  return path.startsWith("/");
}

/** Without "." and "" segments and with ".." taken back lexically; "." for nothing. */
export function normalizePath(path: string): string {
  const absolute = isAbsolute(path);
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === ".." && kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (segment !== ".." || !absolute) kept.push(segment);
  }
  return absolute ? `/${kept.join("/")}` : kept.join("/") || ".";
}

/** `path` as seen from the absolute directory `cwd`; always absolute and normal. */
export function resolvePath(cwd: string, path: string): string {
  return normalizePath(isAbsolute(path) ? path : `${cwd}/${path}`);
}

export function joinPath(...parts: readonly string[]): string {
  return normalizePath(parts.filter((part) => part !== "").join("/"));
}

/** dirname(1): "/" for "/a", "." for "a". */
export function dirname(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  const cut = trimmed.lastIndexOf("/");
  if (cut < 0) return trimmed === "" && path !== "" ? "/" : ".";
  return trimmed.slice(0, cut).replace(/\/+$/, "") || "/";
}

/** basename(1) without a suffix: "a" for "/x/a/". */
export function basename(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") return path === "" ? "" : "/";
  return trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

/** The way from one absolute directory to another absolute path, e.g. "../b" from "/x/a" to "/x/b". */
export function relativePath(from: string, to: string): string {
  const start = normalizePath(from).split("/").filter(Boolean);
  const end = normalizePath(to).split("/").filter(Boolean);
  let same = 0;
  while (same < start.length && same < end.length && start[same] === end[same]) same += 1;
  return [...start.slice(same).map(() => ".."), ...end.slice(same)].join("/") || ".";
}
