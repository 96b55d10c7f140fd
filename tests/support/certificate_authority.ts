// A throwaway certificate authority, made with the openssl program; and TLS in front of a plain server.

/** Whether openssl is there; a test that needs it says so in its name and is skipped otherwise. */
export const HAS_OPENSSL: boolean = (() => {
  try {
    return new Deno.Command("openssl", { args: ["version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
})();

/** A certificate authority with one certificate for a server. */
export interface CertificateAuthority {
  /** Path of the authority's own certificate, in PEM. */
  readonly certificateFile: string;
  /** The server's certificate and key, in PEM. */
  readonly cert: string;
  readonly key: string;
}

/** Makes an authority in `folder`, and a certificate for these DNS names and IP addresses. */
export async function makeCertificateAuthority(
  folder: string,
  names: readonly string[] = ["DNS:localhost", "IP:127.0.0.1", "IP:::1"],
): Promise<CertificateAuthority> {
  const file = (name: string) => `${folder}/${name}`;
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl([
    ...["req", "-x509", ...newKey, "-keyout", file("ca.key"), "-out", file("ca.pem")],
    ...["-days", "2", "-subj", "/CN=Throwaway authority"],
    ...["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=keyCertSign"],
  ]);
  await openssl([
    ...["req", ...newKey, "-keyout", file("server.key"), "-out", file("server.csr")],
    ...["-subj", "/CN=server"],
  ]);
  await Deno.writeTextFile(file("server.ext"), `subjectAltName=${names.join(",")}\n`);
  await openssl([
    ...["x509", "-req", "-in", file("server.csr"), "-CA", file("ca.pem")],
    ...["-CAkey", file("ca.key"), "-CAcreateserial", "-out", file("server.pem"), "-days", "2"],
    ...["-extfile", file("server.ext")],
  ]);
  return {
    certificateFile: file("ca.pem"),
    cert: await Deno.readTextFile(file("server.pem")),
    key: await Deno.readTextFile(file("server.key")),
  };
}

async function openssl(args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** A TLS listener that hands everything on to a plain server. */
export interface TlsFront extends AsyncDisposable {
  readonly port: number;
}

/** Listens with TLS on a free port of 127.0.0.1, in front of `plainPort` there. */
export function startTlsFront(
  { cert, key }: Pick<CertificateAuthority, "cert" | "key">,
  plainPort: number,
): TlsFront {
  const listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key });
  const serving: Promise<void>[] = [];
  let isOpen = true;
  async function serve(connection: Deno.TlsConn): Promise<void> {
    try {
      await connection.handshake();
      const plain = await Deno.connect({ hostname: "127.0.0.1", port: plainPort });
      await Promise.allSettled([
        connection.readable.pipeTo(plain.writable),
        plain.readable.pipeTo(connection.writable),
      ]);
    } catch {
      // A client that does not trust us hangs up: that is what such a test is about.
      connection.close();
    }
  }
  const accepting = (async () => {
    while (isOpen) {
      try {
        serving.push(serve(await listener.accept()));
      } catch {
        // A failed handshake, or the end.
      }
    }
  })();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      isOpen = false;
      listener.close();
      await accepting;
      await Promise.allSettled(serving);
    },
  };
}
