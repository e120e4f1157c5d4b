/**
 * Where labs run: what the site's owner set, in the markup of every lab, and what the reader chose, in this browser.
 * Loads no engine.
 */
export type Place = "page" | "webcontainer";

export interface EngineSetting {
  readonly place: Place | "auto";
  /** Undefined on a site that is not set up for WebContainer. */
  readonly container: { readonly origin: string; readonly clientId: string | undefined } | undefined;
}

const KEY = "engine";

/** What holds for a lab now. A choice that the site does not offer any more counts as none. */
export function engineSetting(lab: HTMLElement): EngineSetting {
  const { engine, containerOrigin, clientId } = lab.dataset;
  if (containerOrigin === undefined) return { place: "page", container: undefined };
  const chosen = readChoice() ?? engine;
  return {
    place: chosen === "webcontainer" || chosen === "auto" ? chosen : "page",
    container: { origin: containerOrigin, clientId },
  };
}

/** Keeps a reader's choice for every lab of the site. */
export function chooseEngine(place: Place | "auto"): void {
  try {
    localStorage.setItem(KEY, place);
  } catch {
    // Storage is refused: the choice lasts as long as the page.
    lasting = place;
  }
  dispatchEvent(new CustomEvent("engine-chosen"));
}

let lasting: string | undefined;

function readChoice(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? lasting;
  } catch {
    return lasting;
  }
}
