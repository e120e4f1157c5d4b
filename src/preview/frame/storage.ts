import type { Channel } from "./channel.ts";

/** A Storage that the page around keeps: an opaque frame has none of its own. Named properties work as in HTML. */
export function makeStorage(
  channel: Channel,
  area: "local" | "session",
  entries: readonly (readonly [string, string])[],
): Storage {
  const items = new Map(entries);
  const save = (): void => channel.post({ type: "storage", area, entries: [...items] });
  const methods = {
    getItem: (key: unknown) => items.get(String(key)) ?? null,
    setItem: (key: unknown, value: unknown) => {
      items.set(String(key), String(value));
      save();
    },
    removeItem: (key: unknown) => {
      items.delete(String(key));
      save();
    },
    clear: () => {
      items.clear();
      save();
    },
    key: (index: number) => [...items.keys()][index] ?? null,
  };
  return new Proxy(methods as unknown as Storage, {
    get: (target, key) => {
      if (key === "length") return items.size;
      if (typeof key === "symbol" || key in methods) return Reflect.get(target, key) as unknown;
      return items.get(key);
    },
    set: (_target, key, value) => {
      methods.setItem(String(key), String(value));
      return true;
    },
    deleteProperty: (_target, key) => {
      methods.removeItem(String(key));
      return true;
    },
    has: (_target, key) => typeof key === "string" && (items.has(key) || key in methods),
    ownKeys: () => [...items.keys()],
    getOwnPropertyDescriptor: (_target, key) =>
      typeof key === "string" && items.has(key)
        ? { configurable: true, enumerable: true, value: items.get(key), writable: true }
        : undefined,
  });
}

/** `document.cookie`, as the page's jar has it. */
export function installCookies(channel: Channel, first: string): void {
  let text = first;
  channel.on("cookie", (message) => (text = message.text));
  Object.defineProperty(document, "cookie", {
    configurable: true,
    get: () => text,
    set: (value: unknown) => {
      const given = String(value);
      const [pair = ""] = given.split(";");
      const name = pair.split("=")[0]?.trim() ?? "";
      // The jar decides; until it answers, the page reads what it wrote.
      const others = text.split("; ").filter((cookie) => cookie !== "" && cookie.split("=")[0] !== name);
      text = /max-age\s*=\s*(?:0|-)|expires\s*=[^;]*\b19[67]\d\b/i.test(given)
        ? others.join("; ")
        : [...others, pair.trim()].join("; ");
      channel.post({ type: "cookie", text: given });
    },
  });
}
