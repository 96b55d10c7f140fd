/**
 * Asks a proxy by itself whether it is one: TLS where it is an https one, and its first answer.
 *
 * Nothing is asked of the host behind it but a connection, which is closed at once.
 *
 * @module
 */
import { classifyWords, runtimeWords } from "../../errors/classify.ts";
import type { ToldClass } from "../../errors/explanation.ts";
import { toBase64 } from "../../base/base64.ts";
import { isSuccess } from "../../oauth/issuer_request.ts";
import { isSocks } from "../../config/proxy_route.ts";
import { decoded, exchange } from "./connection.ts";
import { greetSocks } from "./socks_question.ts";
import type { Secret } from "../../log/secret.ts";

/** Whom to ask, and for what. */
export interface AskedProxy {
  /** With credentials, where it has some; they are sent to it as with any request. */
  readonly url: Secret;
  /** Host and port behind it. */
  readonly target: string;
  /** PEM texts to trust beside the built-in ones. */
  readonly certificates: readonly string[];
}

/** `open`: a tunnel for http and https, a greeting for SOCKS; else why a request cannot go by it. */
export type ProxyAnswer = "open" | ToldClass;

/**
 * Asks the proxy at the other end of `tcp`, and closes it.
 *
 * @param stop Ends the question.
 * @throws The signal's reason once `stop` is aborted.
 */
export async function askProxy(
  tcp: Deno.TcpConn,
  proxy: AskedProxy,
  stop: AbortSignal,
): Promise<ProxyAnswer> {
  let connection: Deno.TcpConn | Deno.TlsConn = tcp;
  const close = () => {
    try {
      connection.close();
    } catch {
      // It is closed already.
    }
  };
  stop.addEventListener("abort", close, { once: true });
  try {
    const url = new URL(proxy.url.reveal());
    if (url.protocol === "https:") {
      const hostname = url.hostname.replace(/^\[|\]$/g, "");
      const caCerts = [...proxy.certificates];
      connection = await Deno.startTls(tcp, { hostname, caCerts });
      await connection.handshake();
    }
    return isSocks(proxy.url)
      ? await greetSocks(connection, url.href)
      : await tunnel(connection, url, proxy.target);
  } catch (error) {
    if (stop.aborted) throw stop.reason;
    const known = { hasAnswerBegun: false, hasProxy: true, tlsSide: "proxy" } as const;
    const cause = classifyWords(runtimeWords(error), known);
    return cause.startsWith("proxy_tls_") ? cause : "proxy_broken_off";
  } finally {
    stop.removeEventListener("abort", close);
    close();
  }
}

/** CONNECT (RFC 9110 section 9.3.6); only the status line of the answer counts. */
async function tunnel(
  connection: Deno.Conn,
  url: URL,
  target: string,
): Promise<ProxyAnswer> {
  const basic = basicCredentials(url);
  const authorization = basic === undefined ? "" : `Proxy-Authorization: Basic ${basic}\r\n`;
  const head = `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`;
  const answer = new TextDecoder("latin1").decode(
    await exchange(connection, new TextEncoder().encode(head), (bytes) => bytes.includes(10)),
  );
  if (answer === "") return "proxy_broken_off";
  const status = Number(/^HTTP\/\d\.\d (\d{3})\b/.exec(answer)?.[1]);
  if (Number.isNaN(status)) return "proxy_wrong_protocol";
  if (status === 407) return "proxy_authentication";
  return isSuccess(status) ? "open" : "proxy_refused_tunnel";
}

function basicCredentials({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  return toBase64(new TextEncoder().encode(`${decoded(username)}:${decoded(password)}`));
}
