// Opens the log as main.ts does and writes records as fast as it can: `hammer_log.ts <folder> <starts> <records> <at>`.
// Each start may rotate; so several of these, begun at the same moment, try every race between them.
import { needsRotation, rotateLog } from "../../src/log/log_rotation.ts";
import { LOG_FILE_NAME, openLoginLog, prepareLogFile } from "../../src/log/login_log.ts";
import { endTornLine, hasTornLine } from "../../src/log/torn_line.ts";

const [folder = "", starts = "1", records = "1", at = "0"] = Deno.args;
const path = `${folder}/${LOG_FILE_NAME}`;

// A timer would spread the programs over some milliseconds.
while (Date.now() < Number(at));

for (let start = 0; start < Number(starts); start++) {
  if (needsRotation(path)) await rotateLog(path);
  if (hasTornLine(path)) await endTornLine(path);
  prepareLogFile(folder, path);
  const log = openLoginLog(path, (warning) => console.error(warning));
  for (let record = 0; record < Number(records); record++) {
    // The fields tell who wrote the line and which one it is, so that none can go missing unnoticed.
    log.record({ event: "login timed out", limit_seconds: Deno.pid, ignored_callbacks: record });
  }
}
