/**
 * Lengths of time, as short as a bar's label.
 *
 * @module
 */

/** `<0.1 ms`, `0.4 ms`, `246 ms`, `22.4 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatLength(ms: number): string {
  if (ms < 0.1) return "<0.1 ms";
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

function pad(count: number): string {
  return String(count).padStart(2, "0");
}
