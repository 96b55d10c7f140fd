// A whole sign-in in this process, without anything on 127.0.0.1 but what the machine has: for
// machines with one kind of loopback only. Prints what happened, as JSON, for the test that started it.
import { bindLoopback } from "../../src/loopback.ts";
import type { LoginEvent } from "../../src/login_events.ts";
import { formatRecord } from "../../src/log_format.ts";
import { LogRecord } from "@std/log/logger";

/** What a machine's loopback allowed. */
export interface LoopbackReport {
  readonly port: number;
  /** The log's events, as text. */
  readonly events: string[];
  readonly said: string[];
  /** Status at each address; 0 where nobody answers. */
  readonly statuses: Record<string, number>;
  /** Status of a second bind's `/cancel` request, or 0. */
  readonly cancels: number;
}

if (import.meta.main) {
  const events: string[] = [];
  const said: string[] = [];
  let cancels = 0;
  const record = (event: LoginEvent) =>
    events.push(
      formatRecord(
        new LogRecord({
          msg: event.event,
          args: [event],
          level: 20,
          loggerName: "codex_login::server",
        }),
      ).slice(28),
    );
  const ports = { log: { record }, say: (text: string) => said.push(text) };
  const signal = new AbortController().signal;
  const release = Promise.withResolvers<void>();
  const first = await bindLoopback(
    undefined,
    () => (request) => {
      if (new URL(request.url).pathname === "/cancel") {
        cancels++;
        release.resolve();
      }
      return new Response("ours");
    },
    ports,
    signal,
  );
  const statuses: Record<string, number> = {};
  for (const host of ["127.0.0.1", "[::1]", "localhost"]) {
    try {
      const response = await fetch(`http://${host}:${first.port}/`);
      statuses[host] = response.status;
      await response.body?.cancel();
    } catch {
      statuses[host] = 0;
    }
  }
  // Another instance asks for the port, and the first one gives way.
  release.promise.then(() => first.close(50));
  const second = await bindLoopback(undefined, () => () => new Response("other"), ports, signal);
  const report: LoopbackReport = { port: second.port, events, said, statuses, cancels };
  console.log(JSON.stringify(report));
  await second.close(50);
}
