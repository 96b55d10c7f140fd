// Logs as sign-ins leave them, for tests of what reads them and for the pictures of the report.

/** A good sign-in in four lines. */
export const GOOD_LOGIN = `\
2026-03-06T22:09:14.065559Z  INFO codex_cli::login: starting browser login flow
2026-03-06T22:09:36.431678Z  INFO codex_login::server: received login callback path=/auth/callback has_code=true has_state=true has_error=false state_valid=true
2026-03-06T22:09:36.436977Z  INFO codex_login::server: starting oauth token exchange issuer=https://auth.openai.com/ redirect_uri=http://localhost:1455/auth/callback
2026-03-06T22:09:36.685438Z  INFO codex_login::server: oauth token exchange succeeded status=200 OK
`;

/** A sign-in that the person or the workspace declined. */
export const DENIED_LOGIN = `\
2026-03-06T22:08:54.143612Z  INFO codex_cli::login: starting browser login flow
2026-03-06T22:09:03.431699Z  INFO codex_login::server: received login callback path=/auth/callback has_code=false has_state=true has_error=true state_valid=true
2026-03-06T22:09:03.431745Z  WARN codex_login::server: oauth callback returned error error_code="access_denied" has_error_description=true
`;

/** What upstream codex writes on a machine without a network: an old tab first, then the right callback. */
export const UPSTREAM_LOGIN = `\
2026-03-07T10:55:29.579833Z  INFO codex_cli::login: starting browser login flow
2026-03-07T10:55:30.942070Z  INFO codex_login::server: received login callback path=/auth/callback has_code=true has_state=true has_error=false state_valid=false
2026-03-07T10:55:30.942135Z  WARN codex_login::server: login callback state mismatch path=/auth/callback has_code=true has_state=true has_error=false
2026-03-07T10:55:48.953388Z  INFO codex_login::server: received login callback path=/auth/callback has_code=true has_state=true has_error=false state_valid=true
2026-03-07T10:55:48.953465Z  INFO codex_login::server: starting oauth token exchange issuer=https://auth.openai.com/ token_endpoint=https://auth.openai.com/oauth/token redirect_uri=http://127.0.0.1:1455/auth/callback
2026-03-07T10:55:53.979779Z  INFO codex_login::server: oauth token connection failed; retrying with system proxy
2026-03-07T10:55:58.999779Z ERROR codex_login::server: oauth token exchange transport failure is_timeout=false is_connect=true is_request=true error=error sending request for url (https://auth.openai.com/oauth/token)
2026-03-07T10:55:58.999861Z ERROR codex_login::server: login callback token exchange failed
`;

/** A sign-in whose token request does not get through a company's TLS inspection. */
export const UNTRUSTED_LOGIN = `\
2026-03-09T08:30:01.100200Z  INFO codex_cli::login: starting browser login flow
2026-03-09T08:30:01.302211Z  WARN codex_login::server: default login callback port is unavailable; falling back to the registered fallback port preferred_bind_address=127.0.0.1:1455 fallback_bind_address=127.0.0.1:1457
2026-03-09T08:30:19.540011Z  INFO codex_login::server: received login callback path=/auth/callback has_code=true has_state=true has_error=false state_valid=true
2026-03-09T08:30:19.541320Z  INFO codex_login::server: starting oauth token exchange issuer=https://auth.openai.com/ redirect_uri=http://localhost:1457/auth/callback
2026-03-09T08:30:19.622150Z ERROR codex_login::server: oauth token exchange transport failure is_timeout=false is_connect=true is_request=true error=error sending request for url (https://auth.openai.com/oauth/token): client error (Connect): invalid peer certificate: UnknownIssuer
2026-03-09T08:30:19.622488Z ERROR codex_login::server: login callback token exchange failed
`;
