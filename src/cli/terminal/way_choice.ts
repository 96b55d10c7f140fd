/**
 * How to sign in where no browser can be opened: asked before anything is bound or written.
 *
 * @module
 */
import { delay, unlessAborted } from "../../base/time_limit.ts";
import type { CommandPorts } from "../cli_ports.ts";

/** A way in that needs no browser here. */
export type WayElsewhere = "link" | "device";

const LINK: WayElsewhere = "link";
/** Whoever has pressed nothing by then may be no person: terminals are made for programs, too. */
const PATIENCE_MS = 10_000;

const KEYS: Readonly<Record<string, WayElsewhere>> = {
  "1": "link",
  "\r": "link",
  "\n": "link",
  "2": "device",
};

/**
 * Lets the person choose; the link is what is done where nobody is asked.
 *
 * @param why Why no browser can be opened.
 * @returns `undefined` where nobody can be asked.
 * @throws The signal's reason once it is aborted.
 */
export async function chooseWay(
  why: string,
  { pressedKeys, signal, say }: Pick<CommandPorts, "pressedKeys" | "signal" | "say">,
): Promise<WayElsewhere | undefined> {
  const over = new AbortController();
  const keys = pressedKeys?.(AbortSignal.any([signal, over.signal]));
  if (keys === undefined) return undefined;
  say(
    `No browser can be opened here: ${why}. How do you want to sign in?\n` +
      "  1  With a link: open it elsewhere, then paste the address that it ends on\n" +
      "  2  With a one-time code that you enter in a browser elsewhere\n" +
      "Press 1 or 2 (Enter, or nothing for 10 seconds: 1). The options --no-browser and --device-auth choose ahead.",
  );
  try {
    const patience = delay(PATIENCE_MS, over.signal).then(() => LINK);
    // Ctrl-C ends what reads the keys as well, and that may be known first: no key is no choice yet.
    const choice = firstOf(keys).then((way) => way ?? patience);
    return await unlessAborted(Promise.race([choice, patience]), signal);
  } finally {
    over.abort();
  }
}

async function firstOf(keys: AsyncIterable<string>): Promise<WayElsewhere | undefined> {
  for await (const key of keys) {
    const way = KEYS[key];
    if (way) return way;
  }
  return undefined;
}
