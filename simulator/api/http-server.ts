import type { IncomingMessage, Server } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import { latencyMs } from '../account/chance.ts';
import { createRoutesServer } from '../loopback/routes-server.ts';
import type { Visitor } from '../sending/outcome.ts';
import type { ApiCall } from './api-call.ts';
import { readCaller } from './caller.ts';
import { plainAnswer, readBody, responseOf, type SimulatorRoutes } from './http-exchange.ts';
import type { QueryRequest } from './query-api.ts';
import type { SignedRestRequest } from './rest-api.ts';
import { type CallOptions, runCall } from './run-call.ts';

export interface HttpServerOptions extends CallOptions {
  readonly queryApi: (request: QueryRequest) => ApiCall;
  readonly restApi: (request: SignedRestRequest) => ApiCall;
  /** Routes of the simulator's own interface, mounted at `/_sim`. */
  readonly simApi: Hono<SimulatorRoutes>;
  /** Routes of the web pages, mounted at `/`. */
  readonly view: Hono;
  /** Answer to a tracking URL; undefined for any other URL. */
  readonly visitTracked: (path: string, visitor: Visitor) => HttpAnswer | undefined;
  /** Median latency of the APIs' answers, ms; 0 answers at once. */
  readonly latencyMedianMs: number;
}

type Exchange = Context<SimulatorRoutes>;

/**
 * The simulator over HTTP: `POST /` is the v1 API, `/v2/` the v2 API, `/_sim/` its own interface;
 * everything else are web pages.
 *
 * A mail is accepted or refused when its request has arrived. The latency comes after that, as with
 * a service whose work takes time.
 */
export const createHttpServer = (options: HttpServerOptions): Server => {
  const server = createRoutesServer(routesOf(options));
  // A client that reuses a connection must never find it closed, because that would look like a
  // reset by SES.
  server.keepAliveTimeout = 0;
  return server;
};

/**
 * Whether links of other sites may lead to the request: to web pages and tracking URLs, but not to
 * the APIs, one of which accepts GET.
 */
export const isForVisitors = ({ method, url = '/' }: IncomingMessage): boolean => {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  return (
    method === 'GET' &&
    !/^\/(?:v2|_sim)\//.test(pathname) &&
    !(pathname === '/' && searchParams.has('Action'))
  );
};

const routesOf = (options: HttpServerOptions): Hono<SimulatorRoutes> =>
  new Hono<SimulatorRoutes>()
    .use(takeBody)
    .all('/v2/*', (exchange) => answerCall(options, restCall(options, exchange), exchange))
    .post('/', (exchange) => answerCall(options, queryCall(options, exchange), exchange))
    .get('/', async (exchange, next) =>
      exchange.req.query('Action') === undefined
        ? next()
        : answerCall(options, queryCall(options, exchange), exchange),
    )
    .route('/_sim', options.simApi)
    .get('/*', async ({ env, req }, next) => {
      const userAgent = req.header('user-agent') ?? '';
      const visitor = { ipAddress: sourceIpOf(env.incoming), userAgent };
      const tracked = options.visitTracked(pathOf(env.incoming), visitor);
      return tracked === undefined ? next() : responseOf(tracked);
    })
    .route('/', options.view)
    .notFound(() => responseOf(plainAnswer(405, 'Method Not Allowed')))
    .onError(() => responseOf(plainAnswer(500, 'The simulator failed on this request.')));

const takeBody: MiddlewareHandler<SimulatorRoutes> = async ({ env, set }, next) => {
  const body = await readBody(env.incoming);
  if (body === undefined) return responseOf(plainAnswer(413, 'Request Entity Too Large'));
  set('body', body);
  return next();
};

const restCall = ({ restApi }: HttpServerOptions, exchange: Exchange): ApiCall => {
  const { url = '/' } = exchange.env.incoming;
  const { method } = exchange.req;
  return restApi({ method, url, body: exchange.var.body.toString('utf8'), ...callerOf(exchange) });
};

/** A call of the v1 API; its form is the body of a POST or the query of a GET. */
const queryCall = ({ queryApi }: HttpServerOptions, exchange: Exchange): ApiCall => {
  const { url = '/' } = exchange.env.incoming;
  const form =
    exchange.req.method === 'POST' ? exchange.var.body : Buffer.from(url.split('?')[1] ?? '');
  return queryApi({ body: form, ...callerOf(exchange) });
};

const callerOf = ({ env, req }: Exchange) => ({
  caller: readCaller(env.incoming, (name) => req.query(name)),
  sourceIp: sourceIpOf(env.incoming),
});

const answerCall = async (
  options: HttpServerOptions,
  call: ApiCall,
  { env }: Exchange,
): Promise<Response> => {
  const answer = await runCall(options, call, appOf(env.incoming));
  if (options.latencyMedianMs > 0) await pause(latencyMs(options.random, options.latencyMedianMs));
  if (answer !== undefined) return responseOf(answer);
  env.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
};

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?')[0] ?? '/';

const sourceIpOf = (request: IncomingMessage): string =>
  request.socket.remoteAddress ?? '127.0.0.1';

/**
 * The application name in the SDK's user agent.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html
 */
const appOf = ({ headers }: IncomingMessage): string | undefined =>
  / app\/([^ ]+)/.exec(` ${headers['user-agent'] ?? ''}`)?.[1];
