// A certificate authority that lives as long as a test, made by the openssl program.

/** PEM files of an authority and of a server that it vouches for. */
export interface ThrowawayCa extends AsyncDisposable {
  readonly caFile: string;
  /** PEM texts for `Deno.listenTls` or `Deno.serve`. */
  readonly cert: string;
  readonly key: string;
}

/** What may differ from an authority and a server whose certificates hold from now on for a year. */
export interface CaWish {
  /** When the authority's own certificate begins to hold, as openssl has dates: `20400101000000Z`. */
  readonly authorityFrom?: string;
}

/** Whether the openssl program is there; tests that need it are skipped otherwise. */
export async function hasOpenssl(): Promise<boolean> {
  try {
    return (await new Deno.Command("openssl", { args: ["version"], stdout: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

// `openssl ca` is the only command of every version that takes a first day.
const SETTINGS = `[ca]
default_ca=x
[x]
database=index
serial=serial
new_certs_dir=.
default_md=sha256
default_days=365
policy=p
[p]
commonName=supplied
`;
const FILES = {
  settings: SETTINGS,
  index: "",
  serial: "01",
  authority: "basicConstraints=critical,CA:TRUE\n",
  names: "subjectAltName=DNS:localhost,IP:127.0.0.1\n",
};

/** Makes an authority, and a certificate for `localhost` and 127.0.0.1. */
export async function makeThrowawayCa({ authorityFrom }: CaWish = {}): Promise<ThrowawayCa> {
  const folder = await Deno.makeTempDir({ prefix: "codex-login-ca-" });
  for (const [name, text] of Object.entries(FILES)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
  const run = (command: string, ...more: string[]) =>
    openssl(folder, [...command.split(" "), ...more]);
  const request = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
  const sign = "ca -batch -notext -config settings -keyfile ca.key";
  const from = authorityFrom === undefined
    ? []
    : ["-startdate", authorityFrom, "-enddate", "20490101000000Z"];
  await run(`${request} -keyout ca.key -out ca.csr -subj`, "/CN=Throwaway CA c4nary");
  await run(`${sign} -selfsign -in ca.csr -out ca.pem -extfile authority`, ...from);
  await run(`${request} -keyout server.key -out server.csr -subj /CN=localhost`);
  await run(`${sign} -cert ca.pem -in server.csr -out server.pem -extfile names`);
  return {
    caFile: `${folder}/ca.pem`,
    cert: await Deno.readTextFile(`${folder}/server.pem`),
    key: await Deno.readTextFile(`${folder}/server.key`),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function openssl(folder: string, args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args, cwd: folder }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
