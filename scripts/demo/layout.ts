// Text for a terminal of 80 columns. NO_COLOR and a pipe both give plain text.

const COLUMNS = 80;
const INDENT = "  ";
const hasStyle = !Deno.noColor && Deno.stdout.isTerminal();

/** Prints a titled block; each long line is broken, its continuation indented further. */
export function printSection(title: string, text: string): void {
  const rule = "─".repeat(Math.max(0, COLUMNS - title.length - 4));
  const lines = text.replace(/\n+$/, "").split("\n").flatMap(wrap);
  console.log(`\n${bold(`── ${title} ${rule}`)}\n\n${lines.join("\n")}`);
}

/** A mark for what holds and what does not. */
export function mark(holds: boolean): string {
  return holds ? styled("32", "✔") : styled("31", "✘");
}

/** Text in bold, where the terminal shows it. */
export function bold(text: string): string {
  return styled("1", text);
}

function styled(code: string, text: string): string {
  return hasStyle ? `\x1b[${code}m${text}\x1b[0m` : text;
}

/** Breaks at the last space that fits, or anywhere in what has none (a URL). */
function wrap(line: string): string[] {
  const lines: string[] = [];
  let rest = (INDENT + line).trimEnd();
  while (rest.length > COLUMNS) {
    const space = rest.lastIndexOf(" ", COLUMNS);
    const end = space > COLUMNS / 2 ? space : COLUMNS;
    lines.push(rest.slice(0, end));
    rest = INDENT + INDENT + rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
