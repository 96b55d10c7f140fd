/**
 * What installed this program, which is what updates it: told by where the executable lies.
 *
 * @module
 */

/** A way of installing. */
export interface Installation {
  readonly name: string;
  /** The command that updates it; `undefined` where a person does it by hand. */
  readonly update?: string | undefined;
}

const FILE: Installation = { name: "file" };

/** Whose files lie where; the first that fits. A path is compared with `/` between its parts. */
const PLACES: readonly (readonly [RegExp, Installation])[] = [
  [/\/node_modules\//, { name: "npm", update: "npm install --global codex-login@latest" }],
  [/\/Cellar\//, { name: "Homebrew", update: "brew upgrade codex-login" }],
  [/\/scoop\/apps\//i, { name: "Scoop", update: "scoop update codex-login" }],
  [/\/WinGet\/Packages\//i, { name: "winget", update: "winget upgrade codex-login" }],
  // Only packages put files there.
  [/^\/usr\/bin\//, {
    name: "Debian package",
    update: "apt install ./codex-login_VERSION_ARCH.deb",
  }],
  [
    /\/\.local\/bin\/|\/AppData\/Local\/Programs\/codex-login\//i,
    { name: "install script", update: "run the install script of the new version" },
  ],
];

/** What put the executable at `path`, symbolic links resolved; a file that somebody copied is just that. */
export function installedBy(path: string): Installation {
  const slashed = path.replaceAll("\\", "/");
  return PLACES.find(([place]) => place.test(slashed))?.[1] ?? FILE;
}
