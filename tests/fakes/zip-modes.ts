/** The Unix permission bits of a zip's central directory (APPNOTE 4.3.12). */
export function centralModes(zip: Uint8Array): Record<string, number> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const modes: Record<string, number> = {};
  for (let at = 0; at + 46 <= zip.length; at++) {
    if (view.getUint32(at, true) !== 0x02014b50) continue;
    const name = new TextDecoder().decode(zip.subarray(at + 46, at + 46 + view.getUint16(at + 28, true)));
    modes[name] = (view.getUint32(at + 38, true) >>> 16) & 0o7777;
  }
  return modes;
}
