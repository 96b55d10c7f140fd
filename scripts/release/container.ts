/** The definition of a container image, for a sign-in with a one-time code and for the app-server. @module */
import { archiveName, archiveStem } from "./archive.ts";
import { HOMEPAGE, LICENSE, SUMMARY, VERSION } from "./product.ts";

/** A Containerfile that is built in the folder of the release. */
export function containerfile(target: string): string {
  return `# Built in the folder of the release:
#   podman build -f container/Containerfile -t codex-login:${VERSION} .
# Sign in with a one-time code; the credentials stay in the folder that is mounted:
#   podman run --rm -it -v ~/.codex:/codex codex-login:${VERSION} --device-auth
# Let a program drive it, by JSON-RPC on standard input and output:
#   podman run --rm -i -v ~/.codex:/codex codex-login:${VERSION} app-server
ARG BASE=debian:stable-slim
FROM \${BASE} AS unpacked
COPY ${archiveName(target)} SHA256SUMS /release/
WORKDIR /release
RUN sha256sum --check --ignore-missing SHA256SUMS && tar -xzf ${archiveName(target)}

FROM \${BASE}
LABEL org.opencontainers.image.title="codex-login" \\
      org.opencontainers.image.description="${SUMMARY}" \\
      org.opencontainers.image.version="${VERSION}" \\
      org.opencontainers.image.url="${HOMEPAGE}" \\
      org.opencontainers.image.licenses="${LICENSE}"
COPY --from=unpacked /release/${archiveStem(target)}/codex-login /usr/local/bin/codex-login
ENV CODEX_HOME=/codex HOME=/codex
# Whoever owns the mounted folder can be named with --user.
VOLUME /codex
ENTRYPOINT ["codex-login"]
CMD ["--device-auth"]
`;
}
