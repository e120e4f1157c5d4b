/** What the frame around every page does with script: the theme, the contents in a dialog, the search key. */

const root = document.documentElement;

function currentTheme(): "light" | "dark" {
  const chosen = root.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function setUpTheme(button: HTMLButtonElement): void {
  const show = () => {
    button.setAttribute("aria-label", currentTheme() === "dark" ? "Use the light theme" : "Use the dark theme");
  };
  button.addEventListener("click", () => {
    const theme = currentTheme() === "dark" ? "light" : "dark";
    root.dataset.theme = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // Storage is refused: the choice lasts as long as the page.
    }
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
  button.dataset.ready = "";
}

/** The outline is one element: beside the text where there is room, in the dialog while that is open. */
function setUpContents(link: HTMLAnchorElement, outline: HTMLElement): void {
  const dialog = document.createElement("dialog");
  dialog.className = "contents";
  dialog.setAttribute("aria-label", "Contents");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "ui close";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.append(close);
  link.setAttribute("role", "button");
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const place = document.createComment("");
    outline.before(place);
    dialog.append(outline);
    document.body.append(dialog);
    dialog.addEventListener(
      "close",
      () => {
        place.replaceWith(outline);
        dialog.remove();
      },
      { once: true },
    );
    dialog.showModal();
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      link.click();
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || (event.target as Element).closest("a")) dialog.close();
  });
}

/**
 * The search opens over the page, by its link, "/" or Ctrl+K; it is loaded then, and not before. What is typed
 * until it is there is kept for it.
 */
function setUpSearchKey(link: HTMLAnchorElement): void {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    let typed = "";
    const listening = new AbortController();
    document.addEventListener(
      "keydown",
      (key) => {
        if (key.key.length !== 1 || key.ctrlKey || key.metaKey || key.altKey) return;
        typed += key.key;
        key.preventDefault();
      },
      { signal: listening.signal, capture: true },
    );
    import("./search.ts")
      .then(
        (search) => search.openSearch(typed),
        () => location.assign(link.href),
      )
      .finally(() => listening.abort());
  });
  document.addEventListener("keydown", (event) => {
    const typing =
      event.target instanceof Element &&
      event.target.closest("input, textarea, select, [contenteditable], companion-lab");
    const asked =
      (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) ||
      (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !typing);
    if (!asked || event.defaultPrevented) return;
    event.preventDefault();
    link.click();
  });
}

const theme = document.querySelector<HTMLButtonElement>("button.theme");
if (theme) setUpTheme(theme);
const contents = document.querySelector<HTMLAnchorElement>("a.contents-link");
const outline = document.getElementById("contents");
if (contents && outline) setUpContents(contents, outline);
const find = document.querySelector<HTMLAnchorElement>("a.find");
if (find) setUpSearchKey(find);
