/**
 * What `--help` says.
 *
 * @module
 */

/** The help text. */
export const USAGE = `codex-login: sign in to Codex

Usage: codex-login [login] [options]            Sign in through the browser
       codex-login [login] --device-auth        Sign in with a code, for a
                                                remote or headless machine
       codex-login [login] status [--json]      Show how you are signed in
       codex-login logout                       Revoke and delete credentials
       codex-login app-server                   Let another program drive the
                                                sign-in (JSON-RPC lines on stdin
                                                and stdout, as codex app-server)
       codex-login permissions [--json]         Show what this program may do
       codex-login logs [--last] [--follow] [--level <LEVEL>]
       codex-login doctor [--json] [--offline]
       codex-login report [--output <FILE>] [--force] [--json] [--online]

Ways to sign in:
      --device-auth           Show a code to enter in a browser anywhere
      --with-api-key          Read an API key from stdin, as in
                              printenv OPENAI_API_KEY |
                                codex-login --with-api-key
      --with-access-token     Read an access token from stdin

Commands that only look:
  logs                        Print the log's path; --last prints the last
                              sign-in, --follow goes on with what comes,
                              --level warn shows warnings and errors
  doctor                      Check folders, ports, browser, proxies,
                              certificates and the way to the issuer; what it
                              prints can be pasted anywhere as it is
  report                      Write codex-login-report.html for a support ticket
                              (-o, --output elsewhere; --force replaces a file;
                              --online lets the doctor ask the network)

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
      --json                  Report the phases and the outcome as JSON Lines on
                              standard output
  -h, --help                  Show this help
  -V, --version               Show the version

Environment:
  CODEX_HOME                  Folder of auth.json and config.toml
                              (default: ~/.codex)
  BROWSER                     Program that opens the URL; the executable may
                              start only the system's opener, which obeys it
  CODEX_CA_CERTIFICATE,       PEM file with certificates to trust beside the
  SSL_CERT_FILE               built-in ones
  HTTPS_PROXY, HTTP_PROXY,    Proxy: an http, https, socks5 or socks5h URL;
  ALL_PROXY, NO_PROXY         hosts in NO_PROXY are reached without it
  RUST_LOG                    What is logged: off, a level, target=level,...
                              (default: info)
A file .env in CODEX_HOME sets these too, but for CODEX_*.

Credentials go to auth.json in CODEX_HOME, the log to codex-login.log in
log_dir (default: log/ in CODEX_HOME). The log never holds a secret.

Exit codes: 0 done, 1 failed, not signed in, or something
is wrong (doctor), 2 bad option or configuration,
130 Ctrl-C, 143 SIGTERM, 129 SIGHUP.
`;
