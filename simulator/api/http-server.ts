import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Random } from '../../shared/system/ports.ts';
import { latencyMs } from '../account/chance.ts';
import { type CallFault, drawCallFault, type Faults } from '../account/faults.ts';
import type { MailRecord } from '../sending/mail-record.ts';
import type { Visitor } from '../sending/outcome.ts';
import type { ApiCall, HttpAnswer } from './api-call.ts';
import type { QueryRequest } from './query-api.ts';
import { rateThrottle, refuse } from './refusal.ts';
import type { RestRequest } from './rest-api.ts';

export interface HttpServerOptions {
  readonly queryApi: (request: QueryRequest) => ApiCall;
  readonly restApi: (request: RestRequest) => ApiCall;
  readonly simApi: (method: string, url: string, body: string) => Promise<HttpAnswer>;
  readonly view: (url: string) => Promise<HttpAnswer>;
  /** What a tracking URL answers; undefined when it is none. */
  readonly visitTracked: (path: string, visitor: Visitor) => HttpAnswer | undefined;
  readonly faults: () => Faults;
  readonly record: MailRecord;
  readonly random: Random;
  /** Of the APIs' answers; 0 answers at once. */
  readonly latencyMedianMs: number;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** More than the largest message of v2 in base64 with percent signs. */
const maxBodyBytes = 64 * 1024 * 1024;

const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    // What is too much is read to its end all the same: a client that is cut off while it writes never sees the answer.
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes > maxBodyBytes ? undefined : Buffer.concat(chunks);
};

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const plain = (status: number, text: string): HttpAnswer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: `${text}\n`,
});

const internalFailure = refuse(
  'InternalFailure',
  'The request processing has failed because of an unknown error, exception or failure.',
  500,
);

const write = (response: ServerResponse, answer: HttpAnswer): void => {
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
};

const isSigned = (request: IncomingMessage, url: URL): boolean =>
  request.headers.authorization !== undefined ||
  request.headers['x-amzn-authorization'] !== undefined ||
  url.searchParams.has('X-Amz-Signature');

/** The application that the SDK names in its user agent: https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html */
const appOf = ({ headers }: IncomingMessage): string | undefined =>
  / app\/([^ ]+)/.exec(` ${headers['user-agent'] ?? ''}`)?.[1];

/** Pages for people, and tracking URLs: what links lead to. Not the APIs, one of which takes GET. */
export const isForVisitors = ({ method, url = '/' }: IncomingMessage): boolean => {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  return (
    method === 'GET' &&
    !/^\/(?:v2|_sim)\//.test(pathname) &&
    !(pathname === '/' && searchParams.has('Action'))
  );
};

/**
 * The simulator over HTTP: `POST /` is the v1 API, `/v2/` the v2 API, `/_sim/` its own, everything else is for people.
 *
 * Whether a mail is accepted is decided when its request has arrived; latency comes after that, as it does with a service whose
 * work takes time.
 */
export const createHttpServer = (options: HttpServerOptions): Server => {
  const { queryApi, restApi, simApi, view, record, random } = options;

  const takeTime = async (): Promise<void> => {
    if (options.latencyMedianMs > 0) await pause(latencyMs(random, options.latencyMedianMs));
  };

  /** What the fault leaves of the call; undefined when the connection is to be reset. */
  const runWithFault = async (call: ApiCall, fault: CallFault): Promise<HttpAnswer | undefined> => {
    record.countFault(fault);
    switch (fault) {
      case 'errorBefore':
        return call.refuse(internalFailure);
      case 'resetBefore':
        return undefined;
      case 'throttled':
        record.refuse(rateThrottle.code, true, false, 1, options.clock());
        return call.refuse(rateThrottle);
      case 'errorAfter': {
        const answer = await call.run();
        return answer.status === 200 ? call.refuse(internalFailure) : answer;
      }
      case 'resetAfter': {
        const answer = await call.run();
        return answer.status === 200 ? undefined : answer;
      }
    }
  };

  const answerCall = async (
    call: ApiCall,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const fault = call.isSending ? drawCallFault(options.faults(), random) : undefined;
    const answer = fault === undefined ? await call.run() : await runWithFault(call, fault);
    const app = appOf(request);
    if (call.isSending && answer?.status === 200 && app !== undefined) record.countApp(app);
    await takeTime();
    if (answer === undefined) response.socket?.resetAndDestroy();
    else write(response, answer);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url: path = '/' } = request;
    const body = await readBody(request);
    if (body === undefined) return write(response, plain(413, 'Request Entity Too Large'));
    const url = new URL(path, 'http://localhost');
    const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
    if (url.pathname.startsWith('/v2/')) {
      return answerCall(
        restApi({
          method,
          url: path,
          body: body.toString('utf8'),
          isSigned: isSigned(request, url),
          sourceIp,
        }),
        request,
        response,
      );
    }
    if (url.pathname.startsWith('/_sim/'))
      return write(response, await simApi(method, path, body.toString('utf8')));
    const isQuery = url.pathname === '/' && (method === 'POST' || url.searchParams.has('Action'));
    if (isQuery) {
      const form = method === 'POST' ? body : Buffer.from(url.search.slice(1));
      return answerCall(
        queryApi({ body: form, isSigned: isSigned(request, url), sourceIp }),
        request,
        response,
      );
    }
    const userAgent = request.headers['user-agent'] ?? '';
    const tracked =
      method === 'GET'
        ? options.visitTracked(url.pathname, { ipAddress: sourceIp, userAgent })
        : undefined;
    if (tracked !== undefined) return write(response, tracked);
    return write(response, method === 'GET' ? await view(path) : plain(405, 'Method Not Allowed'));
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (response.headersSent || response.destroyed) response.destroy();
      else write(response, plain(500, 'The simulator failed at this request.'));
    });
  });
  // A client that reuses a connection must never find it closed under its hands: that would look like a reset of SES.
  server.keepAliveTimeout = 0;
  return server;
};
