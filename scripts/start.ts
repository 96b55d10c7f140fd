/** `deno task start`: main.ts from source, with no more permissions than the executable has. @module */
import { denoArgs } from "./deno_args.ts";

/** What decides about the permissions of a login; see src/confinement/permissions.ts. */
interface StartOptions {
  issuer?: string;
  os: "linux" | "darwin" | "windows";
  browser?: string;
  socksAddress?: string;
  proxies?: string[];
  folders?: string[];
}

/** The arguments of `deno` for signing in from source with the given arguments of codex-login. */
export async function startArguments(args: string[]): Promise<string[]> {
  // Imported here, so that no other task depends on the program being in one piece.
  const { commandFlags } = await import("../src/confinement/permissions.ts");
  const os = Deno.build.os;
  const options: StartOptions = { os: os === "darwin" || os === "windows" ? os : "linux" };
  const issuer = findIssuer(args);
  // One that is no URL is for the program to refuse, in its own words.
  if (issuer !== undefined && URL.canParse(issuer)) options.issuer = issuer;
  const browser = Deno.env.get("BROWSER");
  if (browser) options.browser = browser;
  const { proxyAddresses } = await import("../src/support/doctor/proxy_variables.ts");
  options.proxies = proxyAddresses((name) => Deno.env.get(name));
  const codexHome = Deno.env.get("CODEX_HOME") || defaultHome();
  if (codexHome !== undefined) options.folders = [codexHome, realPath(codexHome)];
  const socksAddress = findSocksAddress((name) => Deno.env.get(name));
  if (socksAddress !== undefined) options.socksAddress = socksAddress;
  return [
    "run",
    "--quiet",
    ...await denoArgs(),
    ...commandFlags(args, options),
    "main.ts",
    ...args,
  ];
}

/**
 * Host and port of the SOCKS proxy that the environment names, if it does: what the program may reach,
 * not what it will use. This runs without the import map, so it can load nothing that uses a package.
 */
export function findSocksAddress(
  readEnvironment: (name: string) => string | undefined,
): string | undefined {
  const urls = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
    .map((name) => URL.parse(readEnvironment(name) ?? ""));
  const socks = urls.find((url) => /^socks5h?:$/.test(url?.protocol ?? ""));
  return socks ? `${socks.hostname}:${socks.port || "1080"}` : undefined;
}

/** Symbolic links resolved, as the program does: permissions are about the text of a path. */
function realPath(folder: string): string {
  try {
    return Deno.realPathSync(folder);
  } catch {
    return folder;
  }
}

/** Where credentials go unless CODEX_HOME says otherwise; a log_dir elsewhere is not known here. */
function defaultHome(): string | undefined {
  const home = Deno.env.get("HOME") || Deno.env.get("USERPROFILE");
  return home ? `${home}/.codex` : undefined;
}

/** The issuer that the arguments name; of several the last, as the program itself takes it. */
export function findIssuer(args: readonly string[]): string | undefined {
  let issuer: string | undefined;
  for (const [index, arg] of args.entries()) {
    if (arg === "--") break;
    const named = /^--(?:experimental_)?issuer(?:=(.+))?$/s.exec(arg);
    if (named) issuer = named[1] ?? args[index + 1];
  }
  return issuer;
}
