/**
 * The first sentence of a term, beside it, while it is hovered or has the focus. Escape puts it away; the pointer may
 * move onto it. The sentences come with the page, so nothing is fetched.
 */
const DELAY = 180;

const note = document.createElement("div");
note.id = "term-note";
note.className = "term-note ui";
note.setAttribute("role", "tooltip");
note.hidden = true;

let shown: HTMLElement | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

function show(term: HTMLElement): void {
  const text = term.dataset.says;
  if (!text) return;
  hide();
  shown = term;
  note.textContent = text;
  if (!note.isConnected) document.body.append(note);
  note.hidden = false;
  term.setAttribute("aria-describedby", note.id);
  const at = term.getClientRects()[0] ?? term.getBoundingClientRect();
  const { width, height } = note.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8));
  const below = at.bottom + 6 + height < innerHeight;
  note.style.left = `${left + scrollX}px`;
  note.style.top = `${(below ? at.bottom + 6 : at.top - height - 6) + scrollY}px`;
}

function hide(): void {
  clearTimeout(timer);
  note.hidden = true;
  shown?.removeAttribute("aria-describedby");
  shown = undefined;
}

function later(act: () => void): void {
  clearTimeout(timer);
  timer = setTimeout(act, DELAY);
}

const termAt = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLElement>("a.term[data-says]") : null;

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const term = termAt(event.target);
  if (term) {
    later(() => {
      show(term);
    });
  } else if (event.target instanceof Node && note.contains(event.target)) clearTimeout(timer);
  else if (shown && document.activeElement !== shown) later(hide);
  else if (!shown) clearTimeout(timer);
});
document.addEventListener("focusin", (event) => {
  const term = termAt(event.target);
  if (term?.matches(":focus-visible")) show(term);
  else hide();
});
document.addEventListener("focusout", hide);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shown) hide();
});
