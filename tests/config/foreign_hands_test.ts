// Configuration that somebody else may write decides where a sign-in goes.
import assert from "node:assert/strict";
import { foreignHands } from "../../src/config/foreign_hands.ts";

const isWindows = Deno.build.os === "windows";
const canChown = !isWindows && Deno.uid() === 0;

async function told(
  mode: number,
  owner?: number,
  folderOwner?: number,
): Promise<string | undefined> {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/config.toml`;
    await Deno.writeTextFile(file, "");
    await Deno.chmod(file, mode);
    if (owner !== undefined) await Deno.chown(file, owner, owner);
    if (folderOwner !== undefined) await Deno.chown(folder, folderOwner, folderOwner);
    return foreignHands(folder, "config.toml");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "a file of one's own is nothing to tell, unless everybody may write to it",
  ignore: isWindows,
  async fn() {
    assert.equal(await told(0o600), undefined);
    assert.equal(await told(0o664), undefined);
    assert.equal(await told(0o666), "can be written to by every user (mode 0666)");
  },
});

Deno.test({
  name: "a file of another user is told, but not root's view of a home that is theirs",
  ignore: !canChown,
  async fn() {
    assert.equal(await told(0o600, 12_345), "belongs to another user (uid 12345)");
    assert.equal(await told(0o600, 12_345, 12_345), undefined);
  },
});

Deno.test("a file that is not there is nothing to tell", () => {
  assert.equal(foreignHands("/nowhere", "config.toml"), undefined);
});
