/** Which labs have saved edits in this browser, told without opening its database: a lab that has none stays asleep. */
const KEY = "companion-edited:";

export function hasEdits(lab: string): boolean {
  try {
    return localStorage.getItem(KEY + lab) !== null;
  } catch {
    return false;
  }
}

export function rememberEdits(lab: string, edited: boolean): void {
  try {
    if (edited) localStorage.setItem(KEY + lab, "1");
    else localStorage.removeItem(KEY + lab);
  } catch {
    // A browser that stores nothing: the lab has said so.
  }
}
