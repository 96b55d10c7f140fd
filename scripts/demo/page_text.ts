/** The heading of a page of HTML; undefined where it has none. */
export function headingOf(html: string): string | undefined {
  const [, heading] = /<h1[^>]*>([\s\S]*?)<\/h1>/i.exec(html) ?? [];
  return heading === undefined ? undefined : withoutTags(heading).trim();
}

/** The text that a person reads on a page, one line for each block. */
export function textOf(html: string): string {
  const body = html.replace(/<(head|style|script)\b[\s\S]*?<\/\1>/gi, "");
  const blocks = body.replace(
    /<\/?(h\d|p|div|main|section|ul|ol|li|dl|dt|dd|pre|br)\b[^>]*>/gi,
    "\n",
  );
  return withoutTags(blocks).split("\n").map((line) => line.trim()).filter(Boolean).join("\n");
}

function withoutTags(html: string): string {
  return decodeEntities(html.replace(/<[^>]*>/g, ""));
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    return ENTITIES[name] ?? whole;
  });
}
