/** What an HTTP server that knows no /cancel says. */
export const NOT_FOUND = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";

/**
 * Another program on a port, with what was sent to it.
 * @param answer what it says to every connection; undefined: nothing, with the connection left open.
 */
export function holdPort(port: number, answer: string | undefined, hostname = "127.0.0.1") {
  const listener = Deno.listen({ hostname, port });
  const received: string[] = [];
  const connections: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const connection of listener) {
      connections.push(connection);
      const buffer = new Uint8Array(1024);
      const count = await connection.read(buffer).catch(() => null);
      received.push(new TextDecoder().decode(buffer.subarray(0, count ?? 0)));
      if (answer !== undefined) {
        await connection.write(new TextEncoder().encode(answer)).catch(() => 0);
        connection.close();
      }
    }
  })();
  return {
    port: listener.addr.port,
    received,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      if (answer === undefined) { for (const connection of connections) connection.close(); }
    },
  };
}
