import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import { type Reach, thisMachine, urlAt } from '../../simulator/loopback/reach.ts';
import type { InvocationResult } from '../lambda/invocation.ts';
import {
  type HttpRequest,
  type HttpResponse,
  httpApiEvent,
  httpResponse,
  matchRoute,
  ownAnswer,
} from './http-api-event.ts';

/** One route of the template, and what runs its function. */
export interface HttpRoute {
  /** `POST /things/{id}`, `ANY /{proxy+}` or `$default`. */
  readonly routeKey: string;
  /** How long the API waits for the function; ms. */
  readonly timeoutMs: number;
  readonly invoke: (event: unknown) => Promise<InvocationResult>;
}

export interface HttpApi {
  readonly url: string;
  readonly close: () => Promise<void>;
}

export interface HttpApiOptions {
  /** Asked for at every request. */
  readonly routes: () => readonly HttpRoute[];
  readonly accountId: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Default: this machine only. */
  readonly reach?: Reach | undefined;
  readonly now: () => number;
  /** PEM of certificate and key: with them it speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
}

/**
 * The longest body of a request:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
export const longestRequestBytes = 10 * 1024 * 1024;

/**
 * The longest event that Lambda takes in a synchronous invocation:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const longestEventBytes = 6 * 1024 * 1024;

/**
 * Starts API Gateway's HTTP API: the same routes, events and answers; no throttling,
 * and no log of requests.
 */
export const startHttpApi = async (options: HttpApiOptions): Promise<HttpApi> => {
  const { tls, reach = thisMachine } = options;
  const answer = (incoming: IncomingMessage, response: ServerResponse): void => {
    answerTo(incoming, options).then(
      (given) => send(response, given),
      () => response.destroy(),
    );
  };
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  const listener = await listenOnLoopback(server, options.port, undefined, reach);
  const scheme = tls === undefined ? 'http' : 'https';
  return { url: urlAt(reach, listener.port, scheme), close: listener.close };
};

const readBody = async (request: IncomingMessage): Promise<Uint8Array | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.byteLength;
    if (bytes <= longestRequestBytes) chunks.push(chunk);
  }
  return bytes > longestRequestBytes ? undefined : Buffer.concat(chunks);
};

const readHeaders = ({ headersDistinct }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headersDistinct).flatMap(([name, values]) =>
      values === undefined ? [] : [[name, values.join(',')] as const],
    ),
  );

const timedOut = { kind: 'timed-out' } as const;

const callFunction = async (route: HttpRoute, event: unknown): Promise<HttpResponse> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<typeof timedOut>((resolve) => {
    timer = setTimeout(() => resolve(timedOut), route.timeoutMs);
  });
  const result = await Promise.race([route.invoke(event), timeout]);
  clearTimeout(timer);
  switch (result.kind) {
    case 'ok':
      return httpResponse(result.payload);
    case 'error':
      return ownAnswer(500, 'Internal Server Error');
    case 'timed-out':
      return ownAnswer(503, 'Service Unavailable');
    default:
      return result satisfies never;
  }
};

const requestOf = (incoming: IncomingMessage, body: Uint8Array): HttpRequest => ({
  method: incoming.method ?? 'GET',
  target: incoming.url ?? '/',
  headers: readHeaders(incoming),
  body,
  sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
});

const tooLarge = ownAnswer(413, 'Request Entity Too Large');

const answerTo = async (
  incoming: IncomingMessage,
  { routes, accountId, now }: HttpApiOptions,
): Promise<HttpResponse> => {
  const body = await readBody(incoming);
  if (body === undefined) return tooLarge;
  const request = requestOf(incoming, body);
  const [path = '/'] = request.target.split('?');
  const known = routes();
  const match = matchRoute(
    known.map(({ routeKey }) => routeKey),
    request.method,
    path,
  );
  const route = known.find(({ routeKey }) => routeKey === match?.routeKey);
  if (match === undefined || route === undefined) return ownAnswer(404, 'Not Found');
  const context = {
    requestId: randomUUID(),
    accountId,
    domainName: request.headers.host ?? '127.0.0.1',
    nowMs: now(),
  };
  const event = httpApiEvent(request, match, context);
  return Buffer.byteLength(JSON.stringify(event)) > longestEventBytes
    ? tooLarge
    : callFunction(route, event);
};

const send = (response: ServerResponse, { status, headers, cookies, body }: HttpResponse): void => {
  response
    .writeHead(status, {
      ...headers,
      ...(cookies.length === 0 ? {} : { 'set-cookie': [...cookies] }),
    })
    .end(body);
};
