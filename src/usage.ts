/**
 * What `--help` says.
 *
 * @module
 */

/** The help text. */
export const USAGE = `codex-login: sign in to Codex through the browser

Usage: codex-login [login] [options]
       codex-login permissions [--json]   Show what this program may do

Options:
      --no-browser            Do not open a browser; only show the URL
      --port <N>              Listen on port N of loopback and on no other
                              (default: 1455, then 1457)
      --timeout <TIME>        How long to wait for the browser: seconds, or a
                              number with s, m or h (default: 15m)
      --issuer <URL>          Authorization server
                              (default: https://auth.openai.com)
      --client-id <ID>        OAuth client
  -c, --config <key=value>    Override a value of config.toml, such as
                              -c log_dir=/tmp/logs (TOML value, else plain text)
      --enable <FEATURE>      The same as -c features.<FEATURE>=true
      --disable <FEATURE>     The same as -c features.<FEATURE>=false
  -h, --help                  Show this help
  -V, --version               Show the version

Environment:
  CODEX_HOME                  Folder of auth.json and config.toml
                              (default: ~/.codex)
  BROWSER                     Program that opens the URL
  CODEX_CA_CERTIFICATE,       PEM file with certificates to trust beside the
  SSL_CERT_FILE               built-in ones

Credentials go to auth.json in CODEX_HOME, the log to codex-login.log in
log_dir (default: log/ in CODEX_HOME). The log never holds a secret.

Exit codes: 0 signed in, 1 failed, 2 bad option or configuration,
130 Ctrl-C, 143 SIGTERM, 129 SIGHUP.
`;
