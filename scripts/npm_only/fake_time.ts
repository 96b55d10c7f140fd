/**
 * Stand-in for `@std/testing/time`, over the clock of @sinonjs/fake-timers.
 *
 * Faked are Date, setTimeout, setInterval and their clear functions; sockets, files and promises stay
 * real. The clock's own `install` is not used: it reaches into node:timers too, which @std leaves alone.
 * @module
 */
// Named here in full: deno.json names the real packages only, and this file is checked with those too.
import { type Clock, withGlobal } from "npm:@sinonjs/fake-timers@^15.5.0";

const { Date, setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
const realGlobals = { Date, setTimeout, clearTimeout, setInterval, clearInterval };

let current: FakeTime | undefined;

/** What a second {@linkcode FakeTime} at one time, or a second restore, throws. */
export class TimeError extends Error {
  override name = "TimeError";
}

/** Replaces the clock and the timers of this program until {@linkcode FakeTime.restore}. */
export class FakeTime {
  /** The fake time at which this began, in milliseconds since 1970. */
  readonly start: number;
  readonly #clock: Clock;

  /** Starts at the real time unless told. @throws {TimeError} while time is already faked. */
  constructor(start?: number | string | Date | null) {
    if (current) throw new TimeError("Cannot construct FakeTime: time is already faked");
    this.start = Math.floor(start == null ? Date.now() : new Date(start).getTime());
    if (Number.isNaN(this.start)) {
      throw new TypeError("Cannot construct FakeTime: invalid start time NaN");
    }
    this.#clock = withGlobal(globalThis).createClock(this.start);
    Object.assign(globalThis, fakeGlobals(this.#clock));
    current = this;
  }

  /** The fake time in milliseconds since 1970; set it to run every timer due until then. */
  get now(): number {
    return this.#clock.now;
  }

  set now(value: number) {
    if (value < this.now) {
      throw new RangeError(`Cannot set current time in the past, time must be >= ${this.now}`);
    }
    this.#clock.tick(value - this.now);
  }

  /** Goes on by `ms` and runs the timers that fall due, in their order. */
  tick(ms = 0): void {
    this.now += ms;
  }

  /** Lets promises that are under way settle, then ticks. */
  async tickAsync(ms = 0): Promise<void> {
    await this.runMicrotasks();
    this.tick(ms);
  }

  /** Waits for one turn of the real event loop, so that promises under way settle. */
  async runMicrotasks(): Promise<void> {
    await new Promise<void>((resolve) => void setTimeout(resolve, 0));
  }

  /** Gives the real clock and timers back. @throws {TimeError} where that was already done. */
  restore(): void {
    if (!current) throw new TimeError("Cannot restore time: time is already restored");
    current = undefined;
    Object.assign(globalThis, realGlobals);
  }

  [Symbol.dispose](): void {
    this.restore();
  }
}

type Callback = (...args: unknown[]) => void;

// The clock hands out objects, as Node does; a timer is a number here, as the real FakeTime gives it.
function fakeGlobals(clock: Clock) {
  return {
    Date: clock.Date,
    setTimeout: (callback: Callback, ms?: number, ...args: unknown[]) =>
      Number(clock.setTimeout(callback, ms, ...args)),
    setInterval: (callback: Callback, ms?: number, ...args: unknown[]) =>
      Number(clock.setInterval(callback, ms, ...args)),
    clearTimeout: (id?: number) => clock.clearTimeout(id),
    clearInterval: (id?: number) => clock.clearInterval(id),
  };
}
