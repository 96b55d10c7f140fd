/**
 * A QR code of text, as lines of half blocks.
 *
 * @module
 */
import { renderUnicodeCompact } from "uqr";

/** Around the code; its standard has 4, and every reader takes 2. */
const BORDER_MODULES = 2;

/** As wide as a module is high; dark on light where the terminal is dark, which readers take either way. */
export function qrCode(text: string): string {
  return renderUnicodeCompact(text, { border: BORDER_MODULES, ecc: "L" });
}
