// A certificate authority that lives as long as a test, made with the openssl program.
import { join } from "node:path";

/** PEM texts of a server. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate is to say. */
export interface CertificateWish {
  /** DNS names; `localhost` by default. */
  readonly names?: string[];
  /** As openssl has dates: `20200101000000Z`. */
  readonly from?: string;
  readonly until?: string;
}

/** An authority that only this test trusts. Disposing it removes its files. */
export interface ThrowawayAuthority extends AsyncDisposable {
  readonly certificate: string;
  /** Its own private key, for a server that shows the authority's certificate. */
  readonly key: string;
  issue(wish?: CertificateWish): Promise<ServerCertificate>;
}

/** Why certificates cannot be made here, or undefined where they can. */
export const noOpenssl: boolean = !await openssl(["version"]).then(() => true, () => false);

/** Makes an authority. */
export async function makeAuthority(): Promise<ThrowawayAuthority> {
  const folder = await Deno.makeTempDir({ prefix: "codex-login-ca-" });
  const path = (name: string) => join(folder, name);
  const read = (name: string) => Deno.readTextFile(path(name));
  await openssl([
    ..."req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=throwaway".split(" "),
    ...["-keyout", path("ca.key"), "-out", path("ca.pem")],
  ]);
  await Deno.writeTextFile(
    path("ca.conf"),
    `[ca]\ndefault_ca=x\n[x]\ndatabase=${path("index")}\nserial=${path("serial")}\n` +
      `new_certs_dir=${folder}\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n`,
  );
  await Deno.writeTextFile(path("index"), "");
  await Deno.writeTextFile(path("serial"), "01");
  return {
    certificate: await read("ca.pem"),
    key: await read("ca.key"),
    async issue(
      { names = ["localhost"], from = "20200101000000Z", until = "20490101000000Z" } = {},
    ) {
      const id = crypto.randomUUID();
      await openssl([
        ..."req -newkey rsa:2048 -nodes -subj /CN=server".split(" "),
        ...["-keyout", path(`${id}.key`), "-out", path(`${id}.csr`)],
      ]);
      const alternatives = names.map((name) => `DNS:${name}`).join(",");
      await Deno.writeTextFile(
        path(`${id}.ext`),
        `subjectAltName=${alternatives}\nbasicConstraints=CA:FALSE\n`,
      );
      await openssl([
        ...["ca", "-batch", "-notext", "-config", path("ca.conf")],
        ...["-cert", path("ca.pem"), "-keyfile", path("ca.key"), "-in", path(`${id}.csr`)],
        ...["-out", path(`${id}.pem`), "-extfile", path(`${id}.ext`)],
        ...["-startdate", from, "-enddate", until],
      ]);
      return { cert: await read(`${id}.pem`), key: await read(`${id}.key`) };
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function openssl(args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", {
    args,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
