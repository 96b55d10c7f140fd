/**
 * The browser sign-in of the command line, once its configuration is read. Loaded after the callback port
 * is taken: none of it decides over that.
 *
 * @module
 */
import { checkSave } from "../credentials/save_check.ts";
import type { CommandPorts } from "./cli_ports.ts";
import type { Config } from "../config/config.ts";
import { login, type LoginPorts } from "../login/login.ts";
import { Loggable } from "../log/loggable.ts";
import type { Telling } from "./telling.ts";
import { detectHost, pasteHint, remoteHints } from "../login/host_environment.ts";

/**
 * Opens the log and signs in.
 *
 * @throws {LoginError} Of any kind but `usage`.
 */
export async function signInWithBrowser(
  config: Config,
  telling: Telling,
  ports: CommandPorts & Pick<LoginPorts, "claimed" | "onPhase"> & { opensBrowser: boolean },
): Promise<void> {
  const opened = await ports.openLog(config.logDir, config.logFilter);
  telling.logTo(opened);
  const { log, path } = opened;
  log.record({
    event: "configuration read",
    credentials_store: Loggable.word(config.credentials.store),
    ca_certificates: config.caCertificates.length,
    has_forced_workspace: config.workspaceIds !== undefined,
    wait_limit_seconds: config.waitLimitSeconds,
  });
  await login(config, {
    ...ports,
    log,
    logPath: path,
    openBrowser: ports.opensBrowser ? ports.openBrowser : undefined,
    remoteHints(port, canPaste) {
      const host = detectHost(ports.readEnvironment);
      return canPaste ? [pasteHint(host, port, !ports.opensBrowser)] : remoteHints(host, port);
    },
    onAuthorizeUrl: (url, port) => telling.emit({ type: "authorize_url", url, port }),
    checkSave: () => checkSave(config.credentials, config.codexHome, "chatgpt", ports.say),
    onFinding: telling.onFinding,
    startAccounts: () => ports.startAccountSide(config, path),
  });
}
