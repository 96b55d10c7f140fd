import assert from "node:assert/strict";
import { pathIn } from "../../src/base/paths.ts";
import { AUTH_FILE_NAME, withAuthLock } from "../../src/credentials/auth_lock.ts";
import { fileAuthStore } from "../../src/credentials/auth_store.ts";
import type { ChatGptCredentials } from "../../src/credentials/auth_json.ts";
import { LoginError } from "../../src/errors/errors.ts";
import { Secret } from "../../src/log/text/secret.ts";

const isWindows = Deno.build.os === "windows";

const CREDENTIALS: ChatGptCredentials = {
  method: "chatgpt",
  apiKey: new Secret("sk-proj-1"),
  idToken: new Secret("id.token.1"),
  accessToken: new Secret("access-1"),
  refreshToken: new Secret("refresh-1"),
  accountId: "acc-1",
  issuer: "https://auth.example",
  clientId: "app_1",
};

async function withHome(use: (home: string, authFile: string) => void | Promise<void>) {
  const home = await Deno.realPath(await Deno.makeTempDir());
  try {
    await use(home, pathIn(home, AUTH_FILE_NAME));
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

const read = (path: string) => JSON.parse(Deno.readTextFileSync(path));

Deno.test("credentials are saved in the form that codex reads, pretty and 0600", () =>
  withHome(async (home, authFile) => {
    const before = Date.now();
    assert.equal(await fileAuthStore(home).save(CREDENTIALS), authFile);
    const { last_refresh, ...rest } = read(authFile);
    const { login_owner_id, ...tokens } = rest.tokens;
    // 32 random bytes.
    assert.match(login_owner_id, /^[\w-]{43}$/);
    assert.deepEqual({ ...rest, tokens }, {
      auth_mode: "chatgpt",
      OPENAI_API_KEY: "sk-proj-1",
      tokens: {
        id_token: "id.token.1",
        access_token: "access-1",
        refresh_token: "refresh-1",
        account_id: "acc-1",
        oauth_provenance: { issuer: "https://auth.example", client_id: "app_1" },
      },
    });
    assert.deepEqual(Object.keys(read(authFile)), [
      "auth_mode",
      "OPENAI_API_KEY",
      "tokens",
      "last_refresh",
    ]);
    assert.match(last_refresh, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.ok(Date.parse(last_refresh) >= before && Date.parse(last_refresh) <= Date.now());
    assert.match(Deno.readTextFileSync(authFile), /^\{\n {2}"auth_mode": "chatgpt",\n/);
    if (!isWindows) assert.equal((Deno.statSync(authFile).mode ?? 0) & 0o777, 0o600);
  }));

Deno.test("what is absent is null", () =>
  withHome(async (home, authFile) => {
    await fileAuthStore(home).save({ ...CREDENTIALS, apiKey: undefined, accountId: undefined });
    const { OPENAI_API_KEY, tokens } = read(authFile);
    assert.equal(OPENAI_API_KEY, null);
    assert.equal(tokens.account_id, null);
  }));

Deno.test("characters that JSON must escape survive", () =>
  withHome(async (home) => {
    const token = `"\\\n\u2028🙂</script>`;
    await fileAuthStore(home).save({ ...CREDENTIALS, accessToken: new Secret(token) });
    assert.equal((await fileAuthStore(home).load())?.tokens?.accessToken?.reveal(), token);
  }));

Deno.test("another tool's keys stay; the credentials of another method, and every old token, go", () =>
  withHome(async (home, authFile) => {
    Deno.writeTextFileSync(
      authFile,
      JSON.stringify({
        auth_mode: "apikey",
        OPENAI_API_KEY: "sk-old",
        tokens: { id_token: "old", account_id: "old", extra: "old" },
        agent_identity: "old",
        personal_access_token: "old",
        bedrock_api_key: "old",
        bedrock_access_keys: { access_key_id: "old", secret_access_key: "old" },
        other_tool: { keep: ["me"] },
        ["__proto__"]: "data",
      }),
    );
    await fileAuthStore(home).save({ ...CREDENTIALS, apiKey: undefined });
    const { last_refresh: _, ...saved } = read(authFile);
    assert.deepEqual(saved.other_tool, { keep: ["me"] });
    assert.equal(saved.auth_mode, "chatgpt");
    assert.equal(saved.OPENAI_API_KEY, null);
    assert.ok(!Deno.readTextFileSync(authFile).includes("old"));
  }));

Deno.test("another tool's numbers are written back as they came", () =>
  withHome(async (home, authFile) => {
    Deno.writeTextFileSync(authFile, '{"n":12345678901234567890,"f":1.0,"deep":[{"e":1e400}]}');
    await fileAuthStore(home).save(CREDENTIALS);
    const text = Deno.readTextFileSync(authFile);
    for (const kept of ['"n": 12345678901234567890', '"f": 1.0', '"e": 1e400']) {
      assert.ok(text.includes(kept), text);
    }
  }));

Deno.test("what is stored is loaded; nothing is undefined, and nothing readable an error", () =>
  withHome(async (home, authFile) => {
    const store = fileAuthStore(home);
    assert.equal(await store.load(), undefined);
    for (const text of ["", "not json", "[]", "null", '"text"', '{"a":', "1", "1.0", "1e400"]) {
      Deno.writeTextFileSync(authFile, text);
      await assert.rejects(store.load(), { name: "LoginError" }, text);
    }
    Deno.writeTextFileSync(authFile, '{"auth_mode":"apikey","OPENAI_API_KEY":"sk-1"}');
    const stored = await store.load();
    assert.deepEqual([stored?.way?.method, stored?.apiKey?.reveal()], ["api_key", "sk-1"]);
  }));

Deno.test("a number in place of a document leaves nothing behind in the next one", () =>
  withHome(async (home, authFile) => {
    Deno.writeTextFileSync(authFile, "1.0");
    await fileAuthStore(home).save(CREDENTIALS);
    assert.deepEqual(Object.keys(read(authFile)).sort(), [
      "OPENAI_API_KEY",
      "auth_mode",
      "last_refresh",
      "tokens",
    ]);
  }));

Deno.test("a byte order mark is refused where the file is read, and costs no other tool its keys", () =>
  withHome(async (home, authFile) => {
    const store = fileAuthStore(home);
    const text = '\ufeff{"OPENAI_API_KEY":"sk-old","other_tool":{"n":1.0}}';
    Deno.writeTextFileSync(authFile, text);
    await assert.rejects(store.load(), /no valid JSON/);
    await store.save(CREDENTIALS);
    assert.match(Deno.readTextFileSync(authFile), /^\{\n/);
    assert.deepEqual(read(authFile).other_tool, { n: 1 });
    assert.equal(read(authFile).tokens.access_token, "access-1");
    Deno.writeTextFileSync(authFile, text);
    assert.deepEqual(await store.remove(), { hasRemoved: true, keptKeys: ["other_tool"] });
    assert.equal(Deno.readTextFileSync(authFile), '{\n  "other_tool": {\n    "n": 1.0\n  }\n}');
  }));

Deno.test("a broken auth.json does not stand in the way of a sign-in", () =>
  withHome(async (home, authFile) => {
    Deno.writeTextFileSync(authFile, '{"tokens":');
    await fileAuthStore(home).save(CREDENTIALS);
    assert.equal(read(authFile).tokens.access_token, "access-1");
  }));

Deno.test({
  name: "a symbolic link is replaced, not written through, and nothing of its target is copied",
  ignore: isWindows,
  fn: () =>
    withHome(async (home, authFile) => {
      const target = `${home}/elsewhere.json`;
      Deno.writeTextFileSync(target, '{"other":"file"}');
      Deno.symlinkSync(target, authFile);
      const store = fileAuthStore(home);
      await store.save(CREDENTIALS);
      assert.equal(Deno.lstatSync(authFile).isFile, true);
      assert.equal(read(authFile).other, undefined);
      assert.equal(Deno.readTextFileSync(target), '{"other":"file"}');
    }),
});

Deno.test({
  name: "a FIFO in its place does not block, neither to load nor to save",
  ignore: isWindows,
  fn: () =>
    withHome(async (home, authFile) => {
      new Deno.Command("mkfifo", { args: [authFile] }).outputSync();
      const store = fileAuthStore(home);
      await assert.rejects(store.load(), { name: "LoginError" });
      await store.save(CREDENTIALS);
      assert.equal(read(authFile).auth_mode, "chatgpt");
    }),
});

Deno.test("credentials that cannot be saved are a LoginError that names the file, and no secret", () =>
  withHome(async (home, authFile) => {
    Deno.mkdirSync(`${authFile}/inner`, { recursive: true });
    for (
      const [folder, advice] of [[home, /move it away/], [`${home}/gone`, /create it/]] as const
    ) {
      await assert.rejects(fileAuthStore(folder).save(CREDENTIALS), (error) => {
        assert.ok(error instanceof LoginError);
        assert.equal(error.failure.kind, "not_saved");
        assert.ok(error.message.includes(pathIn(folder, "auth.json")), error.message);
        assert.match(error.message, advice);
        const shown = Deno.inspect(error, { depth: 9 }) + JSON.stringify(error);
        for (const secret of ["access-1", "refresh-1", "id.token.1", "sk-proj-1"]) {
          assert.ok(!shown.includes(secret));
        }
        return true;
      });
    }
    const left = [...Deno.readDirSync(home)].map(({ name }) => name).filter((n) =>
      !n.endsWith(".lock")
    );
    assert.deepEqual(left, [AUTH_FILE_NAME]);
  }));

Deno.test("what killed writers left is removed by a save and by a removal, whatever its date", () =>
  withHome(async (home) => {
    const store = fileAuthStore(home);
    const ours = () => `.auth.json.${crypto.randomUUID()}.tmp`;
    const others = ["auth.json.bak", ".auth.json.1.tmp", ".config.toml.0.tmp", ".auth-longer-name"];
    for (const name of others) Deno.writeTextFileSync(`${home}/${name}`, "x");
    for (const change of [() => store.save(CREDENTIALS), () => store.remove()]) {
      // The real CLI has names of its own.
      const left = [ours(), ours(), ours(), ".auth-aZ09xy"];
      for (const name of left) Deno.writeTextFileSync(`${home}/${name}`, "refresh-1");
      const dates = [new Date(0), new Date(), new Date(Date.now() + 3_600_000)];
      dates.forEach((date, i) => Deno.utimeSync(`${home}/${left[i]}`, date, date));
      await change();
      const names = [...Deno.readDirSync(home)].map(({ name }) => name);
      assert.deepEqual(names.filter((name) => left.includes(name)), []);
      for (const name of others) assert.ok(names.includes(name), name);
    }
  }));

Deno.test({
  name: "a leftover that cannot be removed keeps a logout from saying that all is gone",
  ignore: isWindows,
  fn: () =>
    withHome(async (home, authFile) => {
      Deno.writeTextFileSync(authFile, "{}");
      const left = `${home}/.auth.json.${crypto.randomUUID()}.tmp`;
      Deno.mkdirSync(`${left}/inside`, { recursive: true });
      await assert.rejects(fileAuthStore(home).remove(), (error: Error) => {
        assert.ok(error.message.startsWith(`${left}: a folder`), error.message);
        return true;
      });
    }),
});

for (const way of ["save", "remove"] as const) {
  Deno.test(`a ${way} whose wait for the lock is given up has touched nothing, and never does`, () =>
    withHome(async (home, authFile) => {
      Deno.writeTextFileSync(authFile, '{"OPENAI_API_KEY":"sk-old"}');
      const store = fileAuthStore(home);
      const giveUp = new AbortController();
      const holder = Deno.openSync(`${home}/auth.lock`, { create: true, write: true });
      await holder.lock(true);
      const waiting = way === "save"
        ? store.save(CREDENTIALS, giveUp.signal)
        : store.remove(giveUp.signal);
      giveUp.abort(new Error("Ctrl-C"));
      await assert.rejects(waiting, { message: "Ctrl-C" });
      holder.close();
      await withAuthLock(home, () => {});
      assert.equal(Deno.readTextFileSync(authFile), '{"OPENAI_API_KEY":"sk-old"}');
    }));
}

for (
  const [what, link] of [
    ["a symbolic link", (target: string, path: string) => Deno.symlinkSync(target, path)],
    ["another name of a file", (target: string, path: string) => Deno.linkSync(target, path)],
  ] as const
) {
  Deno.test({
    name: `where auth.json is ${what}, the other place is named: it keeps what it had`,
    ignore: isWindows,
    fn: () =>
      withHome(async (home, authFile) => {
        const target = `${home}/elsewhere.json`;
        const old = '{"OPENAI_API_KEY":"sk-old"}';
        for (const way of ["save", "remove"] as const) {
          const said: string[] = [];
          const store = fileAuthStore(home, (sentence) => void said.push(sentence));
          Deno.writeTextFileSync(target, old);
          link(target, authFile);
          await (way === "save" ? store.save(CREDENTIALS) : store.remove());
          assert.equal(Deno.readTextFileSync(target), old);
          assert.equal(said.length, 1, said.join());
          assert.match(
            said[0] ?? "",
            /^Warning: \S+auth\.json (?:was|has) .* still holds the older/,
          );
          await store.remove();
          assert.equal(said.length, 1);
        }
      }),
  });
}

Deno.test({
  name: "a link to a name that is no UTF-8 text costs nobody a sign-in or a sign-out",
  // Others let no such name be.
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withHome(async (home) => {
      const script = 'cd "$1"; name=$(printf "z\\377"); echo {} > "$name"; ln -s "$name" auth.json';
      const said: string[] = [];
      const store = fileAuthStore(home, (sentence) => void said.push(sentence));
      for (const change of [() => store.save(CREDENTIALS), () => store.remove()]) {
        await store.remove();
        await new Deno.Command("sh", { args: ["-c", script, "sh", home] }).output();
        await change();
        assert.match(said.pop() ?? "", /auth\.json was a link, which still holds the older/);
      }
    }),
});

Deno.test({
  name: "a link that leads nowhere holds nothing to warn of",
  ignore: isWindows,
  fn: () =>
    withHome(async (home, authFile) => {
      const said: string[] = [];
      Deno.symlinkSync(`${home}/gone.json`, authFile);
      await fileAuthStore(home, (sentence) => void said.push(sentence)).save(CREDENTIALS);
      assert.deepEqual(said, []);
    }),
});
