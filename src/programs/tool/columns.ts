/** Names in columns, as ls -C, -x and -m set them. */
export interface Cell {
  readonly text: string;
  /** Columns on a terminal, colours not counted. */
  readonly width: number;
}

export function inCommas(cells: readonly Cell[], lineWidth: number): string {
  let text = "";
  let column = 0;
  for (const [index, cell] of cells.entries()) {
    if (index > 0) {
      const fits = column + cell.width + 2 < lineWidth;
      text += fits ? ", " : ",\n";
      column = fits ? column + 2 : 0;
    }
    text += cell.text;
    column += cell.width;
  }
  return cells.length > 0 ? `${text}\n` : "";
}

/** Tabs where they help, as GNU's ls indents. */
function gap(from: number, to: number, tab: number): string {
  let at = from;
  let text = "";
  while (at < to) {
    if (tab > 0 && Math.floor(to / tab) > Math.floor((at + 1) / tab)) {
      text += "\t";
      at += tab - (at % tab);
    } else {
      text += " ";
      at += 1;
    }
  }
  return text;
}

/** As many columns as fit; `across` fills rows first. */
export function inColumns(
  cells: readonly Cell[],
  { width: lineWidth, across, tab }: { readonly width: number; readonly across: boolean; readonly tab: number },
): string {
  const count = cells.length;
  if (count === 0) return "";
  let widths: number[] = [];
  let rows = count;
  for (let columns = Math.max(1, Math.min(count, Math.floor(lineWidth / 3))); columns >= 1; columns -= 1) {
    rows = Math.ceil(count / columns);
    widths = Array<number>(columns).fill(3);
    for (const [index, { width }] of cells.entries()) {
      const column = across ? index % columns : Math.floor(index / rows);
      widths[column] = Math.max(widths[column] ?? 0, width + (column === columns - 1 ? 0 : 2));
    }
    if (columns === 1 || widths.reduce((sum, width) => sum + width, 0) < lineWidth) break;
  }
  let text = "";
  for (let row = 0; row < rows; row += 1) {
    let position = 0;
    let written = 0;
    for (let column = 0; column < widths.length; column += 1) {
      const cell = cells[across ? row * widths.length + column : column * rows + row];
      if (cell === undefined) break;
      text += gap(written, position, tab) + cell.text;
      written = position + cell.width;
      position += widths[column] ?? 0;
    }
    text += "\n";
  }
  return text;
}
