// The authorization server with the endpoints of the device code sign-in beside the usual ones.
import { createHash } from "node:crypto";
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from "./authorization_server.ts";
import type { Answer, ReceivedRequest } from "./http_wire.ts";
import { randomText } from "./unsigned_jwt.ts";

/** Makes the answer to one request. */
export type DeviceAnswer = (request: ReceivedRequest) => Answer | Promise<Answer>;

/** What can be chosen at the start. */
export interface DeviceServerOptions extends AuthorizationServerOptions {
  /** Changes what the first answer holds; undefined takes a member away. */
  readonly codeAnswer?: Record<string, unknown>;
  /** In place of the first answer. */
  readonly usercode?: DeviceAnswer;
  /** The answers to the polls, in their order; after them comes the approval. */
  readonly polls?: readonly DeviceAnswer[];
  /** Whether the last of `polls` is repeated for ever. */
  readonly isNeverApproved?: boolean;
}

/** A running server and what it gives out. */
export interface DeviceServer extends AsyncDisposable {
  readonly server: AuthorizationServer;
  readonly issuer: string;
  readonly deviceAuthId: string;
  readonly userCode: string;
  /** The polls that arrived so far. */
  polls(): ReceivedRequest[];
  /** Every secret of it, by name. */
  secrets(): { name: string; value: string }[];
}

const USERCODE = "/api/accounts/deviceauth/usercode";
const TOKEN = "/api/accounts/deviceauth/token";

/** A poll's answer while nobody has entered the code yet. */
export function pending(status: 403 | 404 = 403): DeviceAnswer {
  return () =>
    Response.json(
      { error: { message: "not yet", code: "deviceauth_authorization_unknown" } },
      { status },
    );
}

/** Starts the server on a free port of 127.0.0.1. */
export function startDeviceServer(options: DeviceServerOptions = {}): DeviceServer {
  const deviceAuthId = `deviceauth_${randomText()}`;
  const userCode = `${randomText(3).toUpperCase()}-${randomText(4).toUpperCase()}`;
  const codeVerifier = randomText(48);
  const { codeAnswer, usercode, polls = [], isNeverApproved = false, ...usual } = options;
  let answered = 0;

  function giveCode({ body }: ReceivedRequest): Answer {
    const { client_id, ...others } = JSON.parse(body);
    if (client_id !== server.clientId || Object.keys(others).length > 0) {
      return new Response("client_id is wanted, and nothing else", { status: 400 });
    }
    const answer = { device_auth_id: deviceAuthId, user_code: userCode, interval: "1" };
    return Response.json({ ...answer, ...codeAnswer });
  }

  function answerPoll(request: ReceivedRequest): Answer | Promise<Answer> {
    const json = JSON.parse(request.body);
    if (json.device_auth_id !== deviceAuthId || json.user_code !== userCode) {
      return new Response("unknown device_auth_id or user_code", { status: 400 });
    }
    const next = polls[answered++] ?? (isNeverApproved ? polls.at(-1) : undefined);
    return next ? next(request) : approve();
  }

  function approve(): Answer {
    const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");
    return Response.json({
      authorization_code: server.issueCode(`${server.issuer}/deviceauth/callback`, codeChallenge),
      code_challenge: codeChallenge,
      code_verifier: codeVerifier,
    });
  }

  const server = startAuthorizationServer({
    ...usual,
    more: {
      ...usual.more,
      [`POST ${USERCODE}`]: usercode ?? giveCode,
      [`POST ${TOKEN}`]: answerPoll,
    },
  });
  return {
    server,
    issuer: server.issuer,
    deviceAuthId,
    userCode,
    polls: () => server.requests.filter(({ path }) => path === TOKEN),
    secrets: () => [
      ...server.secrets(),
      { name: "deviceAuthId", value: deviceAuthId },
      { name: "userCode", value: userCode },
      { name: "codeVerifier", value: codeVerifier },
    ],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
