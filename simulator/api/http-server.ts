import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import { latencyMs } from '../account/chance.ts';
import type { Visitor } from '../sending/outcome.ts';
import type { ApiCall } from './api-call.ts';
import { plainAnswer, readBody, writeAnswer } from './http-exchange.ts';
import type { QueryRequest } from './query-api.ts';
import type { SignedRestRequest } from './rest-api.ts';
import { type CallOptions, runCall } from './run-call.ts';

export interface HttpServerOptions extends CallOptions {
  readonly queryApi: (request: QueryRequest) => ApiCall;
  readonly restApi: (request: SignedRestRequest) => ApiCall;
  readonly simApi: (method: string, url: string, body: string) => Promise<HttpAnswer>;
  readonly view: (url: string) => Promise<HttpAnswer>;
  /** Answer to a tracking URL; undefined when it is none. */
  readonly visitTracked: (path: string, visitor: Visitor) => HttpAnswer | undefined;
  /** Median latency of the APIs' answers; 0 answers at once. */
  readonly latencyMedianMs: number;
}

/**
 * The simulator over HTTP: `POST /` is the v1 API, `/v2/` the v2 API, `/_sim/` its own, everything
 * else is for people.
 *
 * Whether a mail is accepted is decided when its request has arrived. Latency comes after that, as
 * with a service whose work takes time.
 */
export const createHttpServer = (options: HttpServerOptions): Server => {
  const server = createServer((request, response) => {
    handle(options, request, response).catch(() => {
      if (response.headersSent || response.destroyed) response.destroy();
      else writeAnswer(response, plainAnswer(500, 'The simulator failed at this request.'));
    });
  });
  // A client that reuses a connection must never find it closed: that would look like a reset by
  // SES.
  server.keepAliveTimeout = 0;
  return server;
};

/**
 * Pages for people, and tracking URLs: what links lead to. Not the APIs, one of which takes GET.
 */
export const isForVisitors = ({ method, url = '/' }: IncomingMessage): boolean => {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  return (
    method === 'GET' &&
    !/^\/(?:v2|_sim)\//.test(pathname) &&
    !(pathname === '/' && searchParams.has('Action'))
  );
};

const handle = async (
  options: HttpServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { method = 'GET', url: path = '/' } = request;
  const body = await readBody(request);
  if (body === undefined)
    return writeAnswer(response, plainAnswer(413, 'Request Entity Too Large'));
  const url = new URL(path, 'http://localhost');
  const call = callIn(options, request, url, body);
  if (call !== undefined) return answerCall(options, call, request, response);
  if (url.pathname.startsWith('/_sim/'))
    return writeAnswer(response, await options.simApi(method, path, body.toString('utf8')));
  writeAnswer(
    response,
    method === 'GET' ? await pageOf(options, request, url) : plainAnswer(405, 'Method Not Allowed'),
  );
};

/** The call of SES's APIs that a request makes; undefined when it makes none. */
const callIn = (
  { restApi, queryApi }: HttpServerOptions,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
): ApiCall | undefined => {
  const { method = 'GET' } = request;
  const caller = { isSigned: isSigned(request, url), sourceIp: sourceIpOf(request) };
  if (url.pathname.startsWith('/v2/'))
    return restApi({ method, url: request.url ?? '/', body: body.toString('utf8'), ...caller });
  const isQuery = url.pathname === '/' && (method === 'POST' || url.searchParams.has('Action'));
  if (!isQuery) return undefined;
  const form = method === 'POST' ? body : Buffer.from(url.search.slice(1));
  return queryApi({ body: form, ...caller });
};

const answerCall = async (
  options: HttpServerOptions,
  call: ApiCall,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const answer = await runCall(options, call, appOf(request));
  if (options.latencyMedianMs > 0) await pause(latencyMs(options.random, options.latencyMedianMs));
  if (answer === undefined) response.socket?.resetAndDestroy();
  else writeAnswer(response, answer);
};

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const pageOf = async (
  { visitTracked, view }: HttpServerOptions,
  request: IncomingMessage,
  { pathname }: URL,
): Promise<HttpAnswer> => {
  const userAgent = request.headers['user-agent'] ?? '';
  const tracked = visitTracked(pathname, { ipAddress: sourceIpOf(request), userAgent });
  return tracked ?? view(request.url ?? '/');
};

const sourceIpOf = (request: IncomingMessage): string =>
  request.socket.remoteAddress ?? '127.0.0.1';

const isSigned = (request: IncomingMessage, url: URL): boolean =>
  request.headers.authorization !== undefined ||
  request.headers['x-amzn-authorization'] !== undefined ||
  url.searchParams.has('X-Amz-Signature');

/**
 * Application that the SDK names in its user agent.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html
 */
const appOf = ({ headers }: IncomingMessage): string | undefined =>
  / app\/([^ ]+)/.exec(` ${headers['user-agent'] ?? ''}`)?.[1];
