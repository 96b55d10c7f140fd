/**
 * NO_PROXY: which hosts are reached without a proxy.
 *
 * @module
 */
import { portOf } from "../../base/endpoints.ts";

/**
 * Whether a list such as `localhost, .corp.example, 10.0.0.0/8, [::1], host:8443` names the host of
 * `target`. A domain names its subdomains too, with or without a dot or `*.` before it; `*` names all.
 */
export function isExempt(target: URL, list: string): boolean {
  const host = bare(target.hostname);
  const port = String(portOf(target));
  return list.split(/[\s,]+/).filter((entry) => entry !== "").some((entry) => {
    const match = /^(.*?)(?::(\d{1,5}))?$/.exec(entry);
    const hasPort = match?.[2] !== undefined && !isIp(bare(entry));
    const name = hasPort ? match?.[1] ?? "" : entry;
    if (hasPort && match?.[2] !== port) return false;
    return names(bare(name), host);
  });
}

function names(entry: string, host: string): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return isInBlock(host, entry);
  if (isIp(entry) || isIp(host)) return sameIp(entry, host);
  const domain = entry.replace(/^\*?\./, "").replace(/\.$/, "");
  return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}

function sameIp(left: string, right: string): boolean {
  const a = bits(left);
  return a !== undefined && a === bits(right);
}

function isInBlock(host: string, block: string): boolean {
  const [start = "", length = ""] = block.split("/");
  const network = bits(start);
  const address = bits(host);
  if (network === undefined || address === undefined || !/^\d{1,3}$/.test(length)) return false;
  const size = Number(length);
  return network.length === address.length && size <= network.length &&
    network.slice(0, size) === address.slice(0, size);
}

function isIp(text: string): boolean {
  return bits(text) !== undefined;
}

/** An IP address in binary digits, 32 or 128 of them; `undefined` for anything else. */
function bits(text: string): string | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const bytes = text.split(".").map(Number);
    if (bytes.some((byte) => byte > 255)) return undefined;
    return bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  }
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/.test(text)) return undefined;
  const host = URL.parse(`http://[${text}]/`)?.hostname;
  if (host === undefined) return undefined;
  const [head = "", tail] = host.slice(1, -1).split("::");
  const groups = (part: string) => part === "" ? [] : part.split(":");
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after]
    .map((group) => parseInt(group, 16).toString(2).padStart(16, "0")).join("");
}

/** Lower case, without the brackets of IPv6 and without the dot that ends a full domain name. */
function bare(host: string): string {
  return host.toLowerCase().replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}
