/** How many columns a terminal gives to text: 2 for East Asian wide characters and emoji, 0 for combining ones. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

export function textWidth(text: string, utf8 = true): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 32 || code === 127) continue;
    if (code < 127) width += 1;
    else if (utf8) width += WIDE.test(character) ? 2 : ZERO.test(character) || code < 160 ? 0 : 1;
  }
  return width;
}
