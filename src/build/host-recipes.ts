/**
 * The site's header rules in the words of servers that do not read `_headers`. All are written from the one list of rules
 * by every build, beside the site: nobody copies a policy by hand.
 */
import type { HeaderRule } from "./header-rules.ts";

/** Names of files beside `dist/site`, and what is in them. */
export function hostRecipes(rules: readonly HeaderRule[]): Readonly<Record<string, string>> {
  return { "nginx.conf": renderNginx(rules), Caddyfile: renderCaddy(rules), "vercel.json": renderVercel(rules) };
}

/** A pattern's regular expression, without its anchors. */
function expressionOf(pattern: string): string {
  return pattern
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
}

/** Every header that some rule sets, with its rules in their order; the last that matches a path counts. */
function byName(rules: readonly HeaderRule[]): Map<string, { readonly pattern: string; readonly value: string }[]> {
  const names = new Map<string, { pattern: string; value: string }[]>();
  for (const { pattern, set, remove = [] } of rules) {
    for (const name of remove)
      if (!(name in set)) names.set(name, [...(names.get(name) ?? []), { pattern, value: "" }]);
    for (const [name, value] of Object.entries(set)) names.set(name, [...(names.get(name) ?? []), { pattern, value }]);
  }
  return names;
}

/** For the `http` block, with two places to fill in. A header without a value is not sent. */
function renderNginx(rules: readonly HeaderRule[]): string {
  const names = [...byName(rules)];
  const variable = (name: string): string => `$companion_${name.toLowerCase().replaceAll("-", "_")}`;
  const maps = names.map(([name, settings]) =>
    [
      `map $uri ${variable(name)} {`,
      `  default "";`,
      // The first expression that matches counts here, so the last rule comes first.
      ...settings.toReversed().map(({ pattern, value }) => `  "~^${expressionOf(pattern)}$" "${value}";`),
      "}",
    ].join("\n"),
  );
  return `# Include this in the http block of nginx.conf. Change: listen, server_name, root.
${maps.join("\n")}
server {
  listen 8080;
  server_name _;
  root /srv/mlops-companion;
  charset utf-8;
  index index.html;
  error_page 404 /404.html;
  absolute_redirect off;
  gzip_static on;
  types {
    text/html html;
    text/css css;
    text/javascript js mjs;
    application/json json;
    application/wasm wasm;
    image/svg+xml svg;
    image/png png;
    image/webp webp;
    text/xml xml;
    text/plain txt;
    application/zip zip;
    application/manifest+json webmanifest;
  }
${names.map(([name]) => `  add_header ${name} ${variable(name)} always;`).join("\n")}
}
`;
}

/** For Caddy 2. Within \`route\` what is written last counts. */
function renderCaddy(rules: readonly HeaderRule[]): string {
  const blocks = rules.map(({ pattern, set, remove = [] }, index) => {
    const lines = [
      ...remove.filter((name) => !(name in set)).map((name) => `    -${name}`),
      ...Object.entries(set).map(([name, value]) => `    ${name} "${value}"`),
    ];
    return `  @rule${String(index)} path_regexp ^${expressionOf(pattern)}$\n  header @rule${String(index)} {\n${lines.join("\n")}\n  }`;
  });
  const headers = blocks.join("\n");
  return `# Change: the address, root.
:8080 {
root * /srv/mlops-companion
route {
${headers}
  file_server {
    precompressed br gzip
  }
}
handle_errors {
  route {
${headers}
    rewrite * /404.html
    file_server
  }
}
}
`;
}

/** Every path has every header from one entry only: what an order of entries would mean there need not be known. */
function renderVercel(rules: readonly HeaderRule[]): string {
  const headers = [...byName(rules)].flatMap(([name, settings]) =>
    settings.flatMap(({ pattern, value }, index) => {
      const later = settings.slice(index + 1).map((one) => `${expressionOf(one.pattern).replace(/^\//, "")}$`);
      const but = later.length === 0 ? "" : `(?!${later.join("|")})`;
      const source = `/(${but}${expressionOf(pattern).replace(/^\//, "")})`;
      return value === "" ? [] : [{ source, headers: [{ key: name, value }] }];
    }),
  );
  return `${JSON.stringify({ trailingSlash: true, headers }, undefined, 2)}\n`;
}
