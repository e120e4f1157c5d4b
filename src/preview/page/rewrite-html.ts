import { rewriteScript } from "./rewrite-script.ts";
import { resolveUrl, type Resources } from "./resources.ts";

/** Links that only make a browser fetch early, or ask another host something: left out. */
const HINTS = new Set(["preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "icon", "manifest"]);

/** An address at which nothing is: an empty file would count as a script that was loaded. */
const MISSING_SCRIPT = "blob:missing";

const JAVASCRIPT_TYPES = new Set([
  "",
  "text/javascript",
  "application/javascript",
  "application/x-javascript",
  "text/ecmascript",
]);

/**
 * The document that the preview's frame writes: everything it loads is inside it as `data:` addresses, and its base is
 * the address it was served at. Parsed by the browser's own parser, which runs nothing here.
 */
export async function rewriteHtml(html: string, url: URL, resources: Resources): Promise<string> {
  const page = new DOMParser().parseFromString(html, "text/html");
  const base = resolveUrl(page.querySelector("base[href]")?.getAttribute("href") ?? "", url) ?? url;
  for (const element of page.querySelectorAll("base")) element.remove();
  await Promise.all([...page.querySelectorAll("*")].map((element) => rewriteElement(element, base, resources)));
  await addImportMap(page, base, resources);
  const doctype = page.doctype === null ? "" : "<!DOCTYPE html>";
  // Written as text: a base element here would be judged by the policy of the page that rewrites.
  const href = base.href.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return (
    doctype +
    page.documentElement.outerHTML.replace(/<head[^>]*>/, (head) => `${head}<base data-preview href="${href}">`)
  );
}

async function rewriteElement(element: Element, base: URL, resources: Resources): Promise<void> {
  const style = element.getAttribute("style");
  if (style !== null && /url\(/i.test(style)) element.setAttribute("style", await resources.styleText(style, base));
  switch (element.localName) {
    case "script":
      return rewriteScriptElement(element, base, resources);
    case "style":
      element.textContent = await resources.styleText(element.textContent, base);
      return;
    case "link":
      return rewriteLink(element, base, resources);
    case "meta":
      // A policy of the page would forbid the data: addresses that stand for its own files.
      if (/^content-security-policy/i.test(element.getAttribute("http-equiv") ?? "")) element.remove();
      return;
    case "img":
    case "source":
    case "video":
    case "audio":
    case "track":
    case "input":
    case "image":
    case "use":
      for (const name of ["src", "poster", "srcset", "href", "xlink:href"])
        await rewriteAttribute(element, name, base, resources);
      return;
    default:
      for (const name of [...element.attributes].map((attribute) => attribute.name))
        if (name.startsWith("on")) element.setAttribute(name, rewriteScript(element.getAttribute(name) ?? "").code);
  }
}

async function rewriteAttribute(element: Element, name: string, base: URL, resources: Resources): Promise<void> {
  const value = element.getAttribute(name);
  if (value === null || value.startsWith("#") || /^(?:data|blob):/i.test(value)) return;
  if (name === "srcset") {
    element.setAttribute(name, await rewriteSrcset(value, base, resources));
    return;
  }
  const url = resolveUrl(value, base);
  // The shim in the frame asks for what is not here, so that a failure fires the element's own error event.
  element.setAttribute(name, (url && (await resources.binary(url))) ?? "data:,");
}

/** HTML, "srcset attributes": candidates are an address, then descriptors up to a comma. */
async function rewriteSrcset(srcset: string, base: URL, resources: Resources): Promise<string> {
  const candidates = [...srcset.matchAll(/\s*,*\s*(\S*[^\s,])(?:\s+([^,]+))?\s*(?:,|$)/g)];
  const rewritten = await Promise.all(
    candidates.map(async ([, address = "", descriptor]) => {
      const url = resolveUrl(address, base);
      const data = url && (await resources.binary(url));
      return data === undefined ? undefined : `${data}${descriptor === undefined ? "" : ` ${descriptor.trim()}`}`;
    }),
  );
  return rewritten.filter((candidate) => candidate !== undefined).join(", ");
}

async function rewriteLink(element: Element, base: URL, resources: Resources): Promise<void> {
  const kinds = (element.getAttribute("rel") ?? "").toLowerCase().split(/\s+/);
  const url = resolveUrl(element.getAttribute("href") ?? "", base);
  if (kinds.includes("stylesheet") && url !== undefined) {
    if (/^(?:data|blob):$/.test(url.protocol)) return;
    element.removeAttribute("integrity");
    element.setAttribute("href", (await resources.style(url)) ?? "data:text/plain,");
  } else if (kinds.some((kind) => HINTS.has(kind))) element.remove();
}

async function rewriteScriptElement(element: Element, base: URL, resources: Resources): Promise<void> {
  const type = (element.getAttribute("type") ?? "").trim().toLowerCase();
  const source = element.getAttribute("src");
  if (type === "module") {
    if (source === null)
      element.textContent = rewriteScript(element.textContent, (specifier) => resources.module(specifier, base)).code;
    else {
      const address = resources.module(
        source.startsWith("/") || /^[a-z]+:/i.test(source) ? source : `./${source}`,
        base,
      );
      element.removeAttribute("src");
      element.removeAttribute("integrity");
      element.textContent = `import ${JSON.stringify(address ?? source)};`;
    }
    return;
  }
  if (!JAVASCRIPT_TYPES.has(type)) return;
  if (source === null) {
    element.textContent = rewriteScript(element.textContent, (specifier) => resources.module(specifier, base)).code;
    return;
  }
  if (/^(?:data|blob):/i.test(source)) return;
  const url = resolveUrl(source, base);
  element.removeAttribute("integrity");
  element.setAttribute("src", (url && (await resources.script(url))) ?? MISSING_SCRIPT);
}

/** The page's own import map, resolved, with every module of the page in it. */
async function addImportMap(page: Document, base: URL, resources: Resources): Promise<void> {
  const own = page.querySelector('script[type="importmap"]');
  const imports: Record<string, string> = {};
  for (const [specifier, address] of Object.entries(readImports(own?.textContent ?? ""))) {
    const resolved = resources.module(address, base);
    if (resolved !== undefined) imports[specifier] = resolved;
  }
  own?.remove();
  const modules = await resources.importMap();
  for (const [specifier, address] of Object.entries(imports)) imports[specifier] = modules[address] ?? address;
  if (Object.keys(modules).length === 0) return;
  const map = page.createElement("script");
  map.type = "importmap";
  map.textContent = JSON.stringify({ imports: { ...modules, ...imports } }).replaceAll("<", "\\u003c");
  page.head.prepend(map);
}

function readImports(text: string): Record<string, string> {
  try {
    const { imports } = JSON.parse(text) as { imports?: Record<string, string> };
    return imports ?? {};
  } catch {
    return {};
  }
}
