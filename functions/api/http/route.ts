import * as z from 'zod/mini';
import { describeIssues } from '../../../shared/email/describe-issues.ts';
import type { Principal, Right } from '../auth/roles.ts';
import type { ApiPorts } from '../ports.ts';
import { invalid, type Problem } from './problem.ts';

/** What an operation answers when it is done. */
export interface Done {
  readonly kind: 'done';
  readonly status: number;
  readonly body: unknown;
}

export type Answer = Done | Problem;

/** One answer of an operation, for the description. */
export interface AnswerShape {
  readonly description: string;
  readonly schema: z.ZodMiniType;
}

/** A request after it is known who makes it. */
export interface RawRequest {
  readonly principal: Principal;
  /** Names in the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Header Idempotency-Key. */
  readonly idempotencyKey: string | undefined;
}

interface Shape<
  Path extends z.ZodMiniObject,
  Query extends z.ZodMiniObject,
  Body extends z.ZodMiniType,
> {
  readonly method: 'get' | 'put' | 'post' | 'delete';
  /** Whether the path names the tenant, or the token does. */
  readonly place: 'tenant' | 'token';
  /** Below `/api/v1/<noun>/{tenantId}`, or below `/api/v1`, with its names in braces. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly right: Right;
  /** Names in the path besides the tenant's. */
  readonly pathNames: Path;
  readonly query: Query;
  readonly body: Body;
  /** What the description shows of a body that other rules check. */
  readonly described?: z.ZodMiniType;
  /** Whether an Idempotency-Key stands for its message. */
  readonly takesKey?: boolean;
  /** Largest body; bytes. */
  readonly bodyBytes?: number;
  /** Answers besides those that every operation can give. */
  readonly answers: Readonly<Record<number, AnswerShape>>;
}

/** One operation of the API: how it is described, and what it does. */
export interface Route extends Shape<z.ZodMiniObject, z.ZodMiniObject, z.ZodMiniType> {
  readonly answer: (tenantId: string, request: RawRequest, ports: ApiPorts) => Promise<Answer>;
}

/** What an operation works with, checked by its schemas. */
interface Checked<Path, Query, Body> {
  readonly tenantId: string;
  readonly principal: Principal;
  readonly path: Path;
  readonly query: Query;
  readonly body: Body;
  readonly idempotencyKey: string | undefined;
}

/** Of operations that have no further names, no query, or no body. */
export const noNames = z.object({});
export const noQuery = z.strictObject({});
export const noBody = z.undefined();

/** Makes a route whose request is checked before it runs; every fault is told at once. */
export const route = <
  Path extends z.ZodMiniObject,
  Query extends z.ZodMiniObject,
  Body extends z.ZodMiniType,
>(
  shape: Shape<Path, Query, Body>,
  run: (
    request: Checked<z.output<Path>, z.output<Query>, z.output<Body>>,
    ports: ApiPorts,
  ) => Promise<Answer>,
): Route => ({
  ...shape,
  answer: async (tenantId, { principal, idempotencyKey, ...given }, ports) => {
    const path = z.safeParse(shape.pathNames, given.path);
    const query = z.safeParse(shape.query, given.query);
    const body = z.safeParse(shape.body, given.body);
    if (!path.success || !query.success || !body.success)
      return invalid([
        ...faultsOf(path, given.path, 'path'),
        ...faultsOf(query, given.query, 'query'),
        ...faultsOf(body, given.body, 'body'),
      ]);
    const checked = { path: path.data, query: query.data, body: body.data };
    return run({ tenantId, principal, idempotencyKey, ...checked }, ports);
  },
});

const faultsOf = (
  read: z.core.util.SafeParseResult<unknown>,
  given: unknown,
  whole: string,
): readonly string[] => (read.success ? [] : describeIssues(read.error.issues, given, whole));

export const done = (body: unknown, status = 200): Done => ({ kind: 'done', status, body });
