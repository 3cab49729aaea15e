import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import { parseFunctionError } from './function-error.ts';
import {
  createRuntimeExchange,
  type RuntimeAnswer,
  type RuntimeExchange,
} from './runtime-exchange.ts';

/** Lambda's Runtime API for one container: one runtime asks, one invocation runs at a time. */
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
  const server = createServer((request, response) => {
    // A runtime that goes away in the middle of a request is noticed by its container.
    handle(exchange, request, response).catch(() => response.destroy());
  });
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

const handle = async (
  exchange: RuntimeExchange,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const path = request.url ?? '';
  const body = await readBody(request);
  if (request.method === 'GET' && path === '/2018-06-01/runtime/invocation/next')
    return exchange.next(response);
  if (request.method === 'POST' && path === '/2018-06-01/runtime/init/error') {
    exchange.failInit(parseFunctionError(body.toString()));
    return answerJson(response, 202, { status: 'OK' });
  }
  const [, requestId, verb] =
    /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
  if (request.method !== 'POST' || requestId === undefined)
    return answerJson(response, 404, {
      errorType: 'NotFound',
      errorMessage: `no such path: ${path}`,
    });
  settle(exchange, response, requestId, verb === 'error' ? errorIn(body) : answerIn(body));
};

const settle = (
  exchange: RuntimeExchange,
  response: ServerResponse,
  requestId: string,
  answer: RuntimeAnswer,
): void => {
  if (!exchange.settle(requestId, answer)) answerJson(response, 400, invalidRequestId);
  else if (answer === tooLarge) answerJson(response, 413, { status: 'RequestEntityTooLarge' });
  else answerJson(response, 202, { status: 'OK' });
};

const invalidRequestId = { errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' };

const errorIn = (body: Buffer): RuntimeAnswer => ({
  kind: 'error',
  error: parseFunctionError(body.toString()),
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

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const answerJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
