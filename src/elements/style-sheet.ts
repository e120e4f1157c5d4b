const added = new Map<string, Promise<void>>();

/**
 * Puts a style sheet into the page, once, and resolves when it applies. For what is loaded only when it is needed:
 * the build puts an imported style sheet into every page that may come to need it. A sheet that does not come is
 * given up on: what it styles is plainer, and works.
 */
export function addStyleSheet(url: string): Promise<void> {
  const there = added.get(url);
  if (there !== undefined) return there;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = url;
  const applied = new Promise<void>((resolve) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => resolve());
  });
  document.head.append(link);
  added.set(url, applied);
  return applied;
}
