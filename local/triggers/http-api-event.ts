import { TrieRouter } from 'hono/router/trie-router';
import * as z from 'zod/mini';

/** A request as it came in. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, as written. */
  readonly target: string;
  /** Names in lower case; what came several times is joined with commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly sourceIp: string;
}

export interface RouteMatch {
  /** `POST /things/{id}` or `$default`. */
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
}

export interface RequestContext {
  readonly requestId: string;
  readonly accountId: string;
  readonly domainName: string;
  readonly nowMs: number;
}

/**
 * The event with which API Gateway calls a function, format 2.0.
 *
 * @see
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const httpApiEvent = (
  request: HttpRequest,
  { routeKey, pathParameters }: RouteMatch,
  context: RequestContext,
) => {
  const { method, target, headers, body, sourceIp } = request;
  const at = target.indexOf('?');
  const path = at < 0 ? target : target.slice(0, at);
  const query = at < 0 ? '' : target.slice(at + 1);
  const { cookie, ...otherHeaders } = headers;
  const isBase64Encoded = body.byteLength > 0 && !isText(headers['content-type'] ?? '');
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = parameters.get(name);
    parameters.set(name, before === undefined ? value : `${before},${value}`);
  }
  return {
    version: '2.0',
    routeKey,
    rawPath: decoded(path),
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: otherHeaders,
    ...(parameters.size === 0 ? {} : { queryStringParameters: Object.fromEntries(parameters) }),
    requestContext: {
      accountId: context.accountId,
      apiId: 'local',
      domainName: context.domainName,
      domainPrefix: context.domainName.split('.')[0],
      http: {
        method,
        path: decoded(path),
        protocol: 'HTTP/1.1',
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: context.requestId,
      routeKey,
      stage: '$default',
      time: logTime(context.nowMs),
      timeEpoch: context.nowMs,
    },
    ...(body.byteLength === 0
      ? {}
      : { body: Buffer.from(body).toString(isBase64Encoded ? 'base64' : 'utf8') }),
    ...(pathParameters === undefined ? {} : { pathParameters }),
    isBase64Encoded,
  };
};

/** Bodies that API Gateway hands over as they are; all others it encodes. */
const isText = (contentType: string): boolean =>
  contentType === '' ||
  /^(?:text\/|application\/(?:json|javascript|xml|vnd\.api\+json))/i.test(contentType);

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/**
 * Precedence of a route: a literal segment before a named one, a named one before a rest, a method
 * before ANY, `$default` last.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
const precedenceOf = (routeKey: string): string => {
  if (routeKey === '$default') return '4';
  const [verb = '', pattern = ''] = routeKey.split(' ');
  const segments = pattern.split('/').map((segment) => {
    if (!segment.startsWith('{')) return '1';
    return segment.endsWith('+}') ? '3' : '2';
  });
  return `${segments.join('')}${verb === 'ANY' ? '2' : '1'}`;
};

/** A path of a template, as the router writes it. */
const routerPath = (pattern: string): string =>
  pattern.replaceAll(/\{([^{}+]+)(\+?)\}/g, (_, name: string, rest: string) =>
    rest === '' ? `:${name}` : `:${name}{.+}`,
  );

/** Finds the route of a request among these, by API Gateway's precedence. */
export const matchRoute = (
  routeKeys: readonly string[],
  method: string,
  path: string,
): RouteMatch | undefined => {
  const router = new TrieRouter<string>();
  for (const routeKey of routeKeys.toSorted((a, b) =>
    precedenceOf(a) < precedenceOf(b) ? -1 : 1,
  )) {
    const [verb = '', pattern = '/'] =
      routeKey === '$default' ? ['ANY', '/*'] : routeKey.split(' ');
    router.add(verb === 'ANY' ? 'ALL' : verb, routerPath(pattern), routeKey);
  }
  const [matches] = router.match(method, path);
  const [routeKey, segments] = matches[0] ?? [];
  if (routeKey === undefined || segments === undefined) return undefined;
  const parameters = Object.entries(segments).map(([name, segment]) => [
    name,
    decoded(String(segment)),
  ]);
  return {
    routeKey,
    pathParameters: parameters.length === 0 ? undefined : Object.fromEntries(parameters),
  };
};

/** `[21/Nov/2026:23:41:41 +0000]`, without the brackets. */
const logTime = (nowMs: number): string => {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(nowMs).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
};

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Uint8Array;
}

const json = { 'content-type': 'application/json' } as const;

/** An answer of API Gateway's own. */
export const ownAnswer = (status: number, message: string): HttpResponse => ({
  status,
  headers: json,
  cookies: [],
  body: Buffer.from(JSON.stringify({ message })),
});

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const answerSchema = z.object({
  statusCode: z.int().check(z.minimum(100), z.maximum(599)),
  headers: z._default(z.record(z.string(), scalar), {}),
  cookies: z._default(z.array(z.string()), []),
  body: z._default(z.string(), ''),
  isBase64Encoded: z._default(z.boolean(), false),
});

/**
 * What a function's answer becomes: an object with a statusCode is taken as it says, anything else
 * is the body itself, as JSON.
 */
export const httpResponse = (payload: string): HttpResponse => {
  const value: unknown = JSON.parse(payload);
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    return {
      status: 200,
      headers: json,
      cookies: [],
      body: Buffer.from(typeof value === 'string' ? value : payload),
    };
  }
  const parsed = z.safeParse(answerSchema, value);
  if (!parsed.success) return ownAnswer(500, 'Internal Server Error');
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  return {
    status: statusCode,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, header]) => [name.toLowerCase(), String(header)]),
    ),
    cookies,
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
};
