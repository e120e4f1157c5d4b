/**
 * Whether Python was fetched before and is still there, so that a lab does not tell a price that nobody pays again. The
 * cache is asked only where this browser remembers a run: asking for what is not there would be logged as an error.
 */
const KEY = "companion-python";

const KEPT = "Python is in this browser from an earlier run: it is not fetched again.";

/** Python came over the line, or out of the cache: every lab of the page says so from now on. */
export function rememberPython(): void {
  const told = document.querySelector<HTMLElement>("[data-first-run]")?.dataset.python;
  if (told === undefined) return;
  try {
    localStorage.setItem(KEY, told);
  } catch {
    // A browser that remembers nothing: the next visit tells the price again.
  }
  for (const price of document.querySelectorAll("[data-first-run]")) price.textContent = KEPT;
}

/** Asks the browser's cache, and says so when Python is in it. */
export async function sayKeptPython(price: HTMLElement): Promise<void> {
  const { python = "" } = price.dataset;
  try {
    if (localStorage.getItem(KEY) !== python) return;
    const kept = await fetch(python, { cache: "only-if-cached", mode: "same-origin" });
    await kept.body?.cancel();
    if (kept.ok) price.textContent = KEPT;
  } catch {
    // The browser has let it go, or stores nothing: the price stands.
    forget();
  }
}

function forget(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was remembered.
  }
}
