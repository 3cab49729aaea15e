import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import { createRoutesServer, type NodeRoutes } from '../../simulator/loopback/routes-server.ts';
import { parseFunctionError } from './function-error.ts';
import {
  createRuntimeExchange,
  type RuntimeAnswer,
  type RuntimeExchange,
} from './runtime-exchange.ts';

/** Lambda's Runtime API for one container: one runtime, and one invocation at a time. */
export interface RuntimeApi extends Pick<RuntimeExchange, 'initialized' | 'invoke'> {
  /** `host:port`, as AWS_LAMBDA_RUNTIME_API wants it. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Largest answer of a synchronous invocation, in bytes: 6 MB and a little. */
export const MAX_RESPONSE_BYTES = 6_291_556;

/**
 * Starts the Lambda Runtime API on a free port of 127.0.0.1, for one container.
 *
 * @param functionArn - sent with each invocation
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export const startRuntimeApi = async (functionArn: string): Promise<RuntimeApi> => {
  const exchange = createRuntimeExchange(functionArn);
  const server = createRoutesServer(routesOf(exchange));
  // A runtime may wait for its next invocation for ever.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;
  const listener = await listenOnLoopback(server, 0);
  return {
    address: `127.0.0.1:${listener.port}`,
    initialized: exchange.initialized,
    invoke: exchange.invoke,
    close: listener.close,
  };
};

const base = '/2018-06-01/runtime';

const routesOf = (exchange: RuntimeExchange): Hono<NodeRoutes> =>
  new Hono<NodeRoutes>()
    .get(`${base}/invocation/next`, ({ env }) => {
      exchange.next(env.outgoing);
      return RESPONSE_ALREADY_SENT;
    })
    .post(`${base}/init/error`, async ({ req }) => {
      exchange.failInit(parseFunctionError(await req.text()));
      return accepted();
    })
    .post(`${base}/invocation/:id/response`, async ({ req }) =>
      settle(exchange, req.param('id'), answerIn(Buffer.from(await req.arrayBuffer()))),
    )
    .post(`${base}/invocation/:id/error`, async ({ req }) =>
      settle(exchange, req.param('id'), errorIn(await req.text())),
    )
    .notFound(({ req }) =>
      Response.json(
        { errorType: 'NotFound', errorMessage: `no such path: ${req.path}` },
        { status: 404 },
      ),
    );

const accepted = (): Response => Response.json({ status: 'OK' }, { status: 202 });

const settle = (exchange: RuntimeExchange, requestId: string, answer: RuntimeAnswer): Response => {
  if (!exchange.settle(requestId, answer)) return Response.json(invalidRequestId, { status: 400 });
  return answer === tooLarge
    ? Response.json({ status: 'RequestEntityTooLarge' }, { status: 413 })
    : accepted();
};

const invalidRequestId = { errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' };

const errorIn = (body: string): RuntimeAnswer => ({
  kind: 'error',
  error: parseFunctionError(body),
});

const answerIn = (body: Buffer): RuntimeAnswer =>
  body.byteLength > MAX_RESPONSE_BYTES ? tooLarge : { kind: 'ok', payload: body.toString() };

const tooLarge: RuntimeAnswer = {
  kind: 'error',
  error: {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  },
};
