/** The text that a child has written so far, and a way to wait for more of it. */
export interface CollectedText {
  /** Everything up to now. */
  text(): string;
  /**
   * Waits until the whole text matches.
   * @param timeoutMs 20 seconds by default.
   * @throws where the stream ends or the time is over first; the message holds the text.
   */
  waitFor(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Settles when the stream has ended. */
  readonly ended: Promise<void>;
  /** Stops reading, also where a grandchild still holds the stream open. */
  stop(): Promise<void>;
}

/** Reads a stream to its end, as it comes. */
export function collectText(stream: ReadableStream<Uint8Array>): CollectedText {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let collected = "";
  let hasEnded = false;
  let news = Promise.withResolvers<void>();

  const ended = (async () => {
    for (;;) {
      // A stream that fails has ended too: what was read before is what the test wants to see.
      const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }));
      collected += decoder.decode(value, { stream: !done });
      hasEnded = done;
      news.resolve();
      news = Promise.withResolvers();
      if (done) return;
    }
  })();

  return {
    text: () => collected,
    ended,
    stop: () => reader.cancel().catch(() => {}),
    async waitFor(pattern, timeoutMs = 20_000) {
      const late = Promise.withResolvers<void>();
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        late.resolve();
      }, timeoutMs);
      try {
        for (;;) {
          const match = new RegExp(pattern).exec(collected);
          if (match) return match;
          if (hasEnded || isLate) {
            const why = isLate ? `within ${timeoutMs} ms` : "before the stream ended";
            throw new Error(`nothing matched ${pattern} ${why}; the text is:\n${collected}`);
          }
          await Promise.race([news.promise, late.promise]);
        }
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
