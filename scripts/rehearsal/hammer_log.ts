// Opens the log as main.ts does and writes records as fast as it can. Each line of its standard input is a round:
// `[folder, starts, records, file]` as JSON; it says "ready", begins when the file is there, and says "done".
// Each start may rotate; so several of these, begun at the same moment, try every race between them.
import { needsRotation, rotateLog } from "../../src/log/log_rotation.ts";
import { LOG_FILE_NAME, openLoginLog, prepareLogFile } from "../../src/log/login_log.ts";
import { endTornLine, hasTornLine } from "../../src/log/torn_line.ts";
import { lstatIfThere } from "../../src/base/files/folder_entries.ts";

/** What is to be done in one round: the log's folder, starts, records of each, and the file to begin at. */
export type Round = readonly [folder: string, starts: number, records: number, beginFile: string];

async function hammer([folder, starts, records, beginFile]: Round): Promise<void> {
  const path = `${folder}/${LOG_FILE_NAME}`;
  console.log("ready");
  // A timer would spread the programs over some milliseconds.
  while (lstatIfThere(beginFile) === undefined);
  for (let start = 0; start < starts; start++) {
    if (needsRotation(path)) await rotateLog(path);
    if (hasTornLine(path)) await endTornLine(path);
    prepareLogFile(folder, path);
    const log = openLoginLog(path, (warning) => console.error(warning));
    for (let record = 0; record < records; record++) {
      // The fields tell who wrote the line and which one it is, so that none can go missing unnoticed.
      log.record({ event: "login timed out", limit_seconds: Deno.pid, ignored_callbacks: record });
    }
  }
  console.log("done");
}

if (import.meta.main) {
  let rest = "";
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) await hammer(JSON.parse(line));
  }
}
