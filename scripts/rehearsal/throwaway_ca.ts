// A certificate authority that lives as long as a test, made by the openssl program.

/** PEM files of an authority and of a server that it vouches for. */
export interface ThrowawayCa extends AsyncDisposable {
  readonly caFile: string;
  /** PEM texts for `Deno.listenTls` or `Deno.serve`. */
  readonly cert: string;
  readonly key: string;
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

/** Makes an authority and a certificate for `localhost` and 127.0.0.1, valid for `days` days. */
export async function makeThrowawayCa(days = 365): Promise<ThrowawayCa> {
  const folder = await Deno.makeTempDir({ prefix: "codex-login-ca-" });
  const names = "subjectAltName=DNS:localhost,IP:127.0.0.1";
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await openssl(
    folder,
    "req",
    "-x509",
    ...newKey,
    "-days",
    String(days),
    "-subj",
    "/CN=Throwaway CA c4nary",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
  );
  await openssl(
    folder,
    "req",
    ...newKey,
    "-subj",
    "/CN=localhost",
    "-keyout",
    "server.key",
    "-out",
    "server.csr",
  );
  await Deno.writeTextFile(`${folder}/names`, names);
  await openssl(
    folder,
    "x509",
    "-req",
    "-in",
    "server.csr",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    String(days),
    "-extfile",
    "names",
    "-out",
    "server.pem",
  );
  return {
    caFile: `${folder}/ca.pem`,
    cert: await Deno.readTextFile(`${folder}/server.pem`),
    key: await Deno.readTextFile(`${folder}/server.key`),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function openssl(folder: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args, cwd: folder }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
