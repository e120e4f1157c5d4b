import { expect, test } from "vitest";
import { rewriteScript } from "../../../src/preview/page/rewrite-script.ts";

const rows: { name: string; code: string; want: string }[] = [
  { name: "the identifier", code: "location.href", want: "$previewLocation.href" },
  { name: "assigned", code: "location = '/a'", want: "$previewLocation = '/a'" },
  { name: "of the window", code: "window.location.assign(x)", want: "$previewOf(window).location.assign(x)" },
  { name: "of a window by another name", code: "w?.location", want: "$previewOf(w)?.location" },
  { name: "by a string", code: "self['location'] = 1", want: "$previewOf(self)['location'] = 1" },
  { name: "of a call", code: "get(a.location).location", want: "$previewOf(get($previewOf(a).location)).location" },
  { name: "twice", code: "a.location.location", want: "$previewOf($previewOf(a).location).location" },
  {
    name: "of super",
    code: "class A { x() { return super.location } }",
    want: "class A { x() { return super.location } }",
  },
  { name: "a class of that name", code: "new api.location()", want: "new api.location()" },
  {
    name: "taken apart",
    code: "const { location } = window; location.href",
    want: "const { location } = $previewOf(window); location.href",
  },
  {
    name: "taken apart under another name",
    code: "const { location: l } = w",
    want: "const { location: l } = $previewOf(w)",
  },
  { name: "taken apart by an assignment", code: "({ location: x } = w)", want: "({ location: x } = $previewOf(w))" },
  { name: "short in an object", code: "f({ location })", want: "f({ location: $previewLocation })" },
  { name: "a key of an object", code: "({ location: 1 })", want: "({ location: 1 })" },
  { name: "a name of the script's own", code: "let location = 1; f(location)", want: "let location = 1; f(location)" },
  {
    name: "a name of one function",
    code: "function f(location) { return location }\nlocation.reload()",
    want: "function f(location) { return location }\n$previewLocation.reload()",
  },
  {
    name: "a name of an arrow function",
    code: "const f = (location) => location.x; location.x",
    want: "const f = (location) => location.x; $previewLocation.x",
  },
  { name: "inside a text", code: "'window.location'", want: "'window.location'" },
  { name: "an import", code: "import a from './b.js'", want: 'import a from "/b.js"' },
  { name: "a bare import", code: "import a from 'react'", want: "import a from 'react'" },
  { name: "an export from", code: "export * from './b.js'", want: 'export * from "/b.js"' },
  { name: "a literal dynamic import", code: "import('./b.js')", want: 'import("/b.js")' },
  { name: "a computed dynamic import", code: "import(x)", want: "$previewImport(x)" },
];

test.each(rows)("$name", ({ code, want }) => {
  const resolve = (specifier: string): string | undefined =>
    specifier.startsWith("./") ? specifier.slice(1) : undefined;
  expect(rewriteScript(code, resolve).code).toBe(want);
});
