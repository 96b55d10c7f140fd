/**
 * Everything of @std that this project imports: what scripts/jsr.ts asks Deno to resolve.
 * One module of each package at least, and all that they import in turn.
 * @module
 */
import "@std/cli/parse-args";
import "@std/http/status";
import "@std/log/file-handler";
import "@std/log/levels";
import "@std/log/logger";
import "@std/testing/time";
