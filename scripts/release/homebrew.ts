/** The Homebrew formula, for a tap of the owner's. @module */
import { platformOf } from "./platforms.ts";
import { HOMEPAGE, LICENSE, releaseUrl, SUMMARY, VERSION } from "./product.ts";
import type { TargetArchive } from "./release_folder.ts";

const SYSTEMS = { on_macos: "darwin", on_linux: "linux" } as const;
const PROCESSORS = { on_arm: "arm64", on_intel: "x64" } as const;

/** The formula, with a block for each archive that Homebrew has a platform for. */
export function homebrewFormula(archives: readonly TargetArchive[]): string {
  const blocks = Object.entries(SYSTEMS).flatMap(([system, os]) => {
    const inner = Object.entries(PROCESSORS).flatMap(([processor, cpu]) => {
      const archive = archives.find(({ target }) => {
        const platform = platformOf(target);
        return platform.os === os && platform.cpu === cpu;
      });
      return archive ? block(processor, 4, source(archive)) : [];
    });
    return inner.length > 0 ? ["", ...block(system, 2, inner)] : [];
  });
  return `class CodexLogin < Formula
  desc "${SUMMARY}"
  homepage "${HOMEPAGE}"
  version "${VERSION}"
  license ${LICENSE === "UNLICENSED" ? ":cannot_represent" : `"${LICENSE}"`}
${blocks.join("\n")}

  def install
    bin.install "codex-login"
    man1.install "codex-login.1"
    bash_completion.install "completions/codex-login"
    zsh_completion.install "completions/_codex-login"
    fish_completion.install "completions/codex-login.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/codex-login --version")
  end
end
`;
}

function source({ name, sha256 }: TargetArchive): string[] {
  return [`      url "${releaseUrl()}/${name}"`, `      sha256 "${sha256}"`];
}

function block(name: string, indent: number, lines: readonly string[]): string[] {
  const margin = " ".repeat(indent);
  return [`${margin}${name} do`, ...lines, `${margin}end`];
}
