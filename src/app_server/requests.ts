/**
 * The account methods of `codex app-server`, from lines to typed requests.
 *
 * @module
 */
import { isObject } from "../base/json_object.ts";
import { Secret } from "../log/text/secret.ts";
import {
  checkOptionalBoolean,
  invalidRequest,
  isHeaderValue,
  type Members,
  readOptionalMap,
  readOptionalStrings,
  readParams,
  readString,
  unknownVariant,
  wrongType,
} from "./decode.ts";
import { INVALID_REQUEST, RpcError, type RpcRequest } from "./json_rpc.ts";

/** What a client asks for in `capabilities.extensions` to be told the phases of a login. */
const PHASES_EXTENSION = "codex-login/phases";

/** What the real server has to be asked for; nothing here is. */
const CAPABILITIES = [
  ...["experimentalApi", "explicitGatewayOauth", "mcpServerOpenaiFormElicitation"],
  ...["requestAttestation", "requiredHumanApproval"],
];

/** Who connects, and what it wants to hear. */
export interface Client {
  readonly name: string;
  readonly version: string;
  /** Notifications that it does not want. */
  readonly optedOut: readonly string[];
  /** Whether it wants `account/login/phase`, which the real server does not have. */
  readonly wantsPhases: boolean;
}

/** How to sign in. */
export type LoginStart =
  | { readonly type: "apiKey"; readonly apiKey: Secret }
  /** With the URL of the hosted page that the browser is to end on. */
  | { readonly type: "chatgpt"; readonly hostedSuccessPage?: string | undefined }
  | { readonly type: "chatgptDeviceCode" };

/** A request that was understood. */
export type AccountRequest =
  | { readonly method: "initialize"; readonly client: Client }
  | { readonly method: "account/read" }
  | { readonly method: "account/login/start"; readonly login: LoginStart }
  | { readonly method: "account/login/cancel"; readonly loginId: string }
  | { readonly method: "account/logout" }
  | { readonly method: "getAuthStatus" };

type Decode<M extends AccountRequest["method"]> = (
  params: unknown,
) => Omit<Extract<AccountRequest, { method: M }>, "method">;

const DECODERS: { readonly [M in AccountRequest["method"]]: Decode<M> } = {
  initialize: (params) => ({ client: readClient(readParams(params, "struct InitializeParams")) }),
  "account/read": (params) => {
    checkOptionalBoolean(readParams(params, "struct GetAccountParams"), "refreshToken");
    return {};
  },
  "account/login/start": (params) => ({
    login: readLogin(readParams(params, "internally tagged enum LoginAccountParams")),
  }),
  "account/login/cancel": (params) => ({
    loginId: readString(readParams(params, "struct CancelLoginAccountParams"), "loginId"),
  }),
  "account/logout": (params) => {
    const isUnit = isObject(params) && Object.keys(params).length === 0;
    if (!isUnit && params !== undefined && params !== null) throw wrongType(params, "unit");
    return {};
  },
  getAuthStatus: (params) => {
    const asked = readParams(params, "struct GetAuthStatusParams");
    for (const name of ["includeToken", "refreshToken"]) {
      if (asked[name] !== null) checkOptionalBoolean(asked, name);
    }
    return {};
  },
};

const METHODS = Object.keys(DECODERS) as AccountRequest["method"][];
const APP_BRANDS = ["codex", "chatgpt"];
const LOGIN_TYPES = ["apiKey", "chatgpt", "chatgptDeviceCode"];
const FOREIGN_LOGIN_TYPES = ["chatgptAuthTokens", "amazonBedrock", "amazonBedrockAccessKeys"];

/**
 * What a request asks for.
 *
 * @throws {RpcError} In the words of the real server.
 */
export function decodeRequest({ method, params }: RpcRequest): AccountRequest {
  const known = METHODS.find((name) => name === method);
  if (known === undefined) throw unknownVariant(method, METHODS);
  return { method: known, ...DECODERS[known](params) } as AccountRequest;
}

function readClient(params: Members): Client {
  const { clientInfo } = params;
  if (clientInfo === undefined) throw invalidRequest("missing field `clientInfo`");
  if (!isObject(clientInfo)) throw wrongType(clientInfo, "struct ClientInfo");
  const name = readString(clientInfo, "name");
  const version = readString(clientInfo, "version");
  if ((clientInfo["title"] ?? null) !== null) readString(clientInfo, "title");
  if (!isHeaderValue(name)) {
    throw new RpcError(
      INVALID_REQUEST,
      `Invalid clientInfo.name: '${name}'. Must be a valid HTTP header value.`,
    );
  }
  const wanted = readOptionalMap(params["capabilities"], "struct InitializeCapabilities");
  for (const name of CAPABILITIES) checkOptionalBoolean(wanted, name);
  return {
    name,
    version,
    optedOut: readOptionalStrings(wanted["optOutNotificationMethods"]),
    wantsPhases: PHASES_EXTENSION in readOptionalMap(wanted["extensions"], "a map"),
  };
}

function readHostedPage(params: Members): string | undefined {
  checkOptionalBoolean(params, "useHostedLoginSuccessPage");
  const brand = params["appBrand"] ?? "codex";
  if (typeof brand !== "string") throw wrongType(brand, "string or map");
  if (!APP_BRANDS.includes(brand)) {
    throw invalidRequest(`unknown variant \`${brand}\`, expected \`codex\` or \`chatgpt\``);
  }
  if (params["useHostedLoginSuccessPage"] !== true) return undefined;
  return `https://chatgpt.com/codex/open-app?source=login&app_brand=${brand}`;
}

function readLogin(params: Members): LoginStart {
  const type = readString(params, "type");
  switch (type) {
    case "apiKey":
      return { type, apiKey: new Secret(readString(params, "apiKey")) };
    case "chatgpt":
      // There is one page here, and it is a short one.
      checkOptionalBoolean(params, "codexStreamlinedLogin");
      return { type, hostedSuccessPage: readHostedPage(params) };
    case "chatgptDeviceCode":
      return { type };
  }
  if (FOREIGN_LOGIN_TYPES.includes(type)) {
    throw new RpcError(
      INVALID_REQUEST,
      `codex-login does not do ${type} logins; use codex app-server for them.`,
    );
  }
  throw unknownVariant(type, [...LOGIN_TYPES, ...FOREIGN_LOGIN_TYPES]);
}
