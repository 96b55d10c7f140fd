// A stand-in for secret-tool: a shell script that keeps each item in a file, and notes how it was started.
import { join } from "node:path";

/** How the stand-in behaves; each but the first is a way in which the real one fails. */
export type KeyringMood = "works" | "locked" | "cuts" | "forgets";

/** A keyring in a folder. */
export interface KeyringStandIn {
  /** A value for PATH: the stand-in's folder, then ours. */
  readonly path: string;
  /** What is stored for this account, or undefined. */
  read(account: string): Promise<string | undefined>;
  /** Stores without the program, as another tool would. */
  write(account: string, text: string): Promise<void>;
  /** The command line and environment of each start. */
  starts(): Promise<string>;
}

/** Makes a stand-in in `folder`. */
export async function makeKeyringStandIn(
  folder: string,
  mood: KeyringMood = "works",
): Promise<KeyringStandIn> {
  const programs = join(folder, "bin");
  const items = join(folder, "items");
  const starts = join(folder, "starts");
  await Deno.mkdir(programs);
  await Deno.mkdir(items);
  const store = { works: "cat", cuts: "head -c 100", forgets: "cat >/dev/null; printf ''" };
  const script = [
    "#!/bin/sh",
    `{ echo "ARGS $*"; env; } >> '${starts}'`,
    ...(mood === "locked" ? ["echo 'secret-tool: Cannot unlock' >&2; exit 1"] : [
      // … service S username U …
      `verb=$1; for word; do [ "$last" = username ] && user=$word; last=$word; done`,
      `item='${items}'/$user`,
      'case "$verb" in',
      `  store) { ${store[mood]}; } > "$item";;`,
      '  lookup) [ -f "$item" ] && cat "$item";;',
      '  clear) [ -f "$item" ] && rm "$item";;',
      "esac",
    ]),
  ];
  await Deno.writeTextFile(join(programs, "secret-tool"), script.join("\n"), { mode: 0o755 });
  const readIfThere = async (file: string) => {
    try {
      return await Deno.readTextFile(file);
    } catch {
      return undefined;
    }
  };
  return {
    path: `${programs}:${Deno.env.get("PATH") ?? ""}`,
    read: (account) => readIfThere(join(items, account)),
    write: (account, text) => Deno.writeTextFile(join(items, account), text),
    starts: async () => await readIfThere(starts) ?? "",
  };
}
