import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';

/** One call of a function, as the runtime in the container gets it. */
export interface RuntimeInvocation {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly deadlineMs: number;
}

/** Why an invocation failed, in the shape in which Lambda hands it to the caller. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type RuntimeAnswer =
  | { readonly kind: 'ok'; readonly payload: string }
  | { readonly kind: 'error'; readonly error: FunctionError };

export type InitOutcome =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: FunctionError };

/** The Lambda Runtime API for one container: one runtime asks, one invocation runs at a time. */
export interface RuntimeApi {
  /** `host:port`, as AWS_LAMBDA_RUNTIME_API wants it. */
  readonly address: string;
  /** Settles when the runtime asks for its first invocation, or says that it cannot start. */
  readonly initialized: Promise<InitOutcome>;
  /** Hands one invocation to the runtime; the next may be handed over only after it was answered. */
  readonly invoke: (invocation: RuntimeInvocation) => Promise<RuntimeAnswer>;
  readonly close: () => Promise<void>;
}

/** The largest answer of a synchronous invocation, in bytes: 6 MB and a little. */
export const MAX_RESPONSE_BYTES = 6_291_556;

const errorBody = z.object({
  errorType: z._default(z.string(), 'Runtime.Unknown'),
  errorMessage: z._default(z.string(), ''),
  trace: z.optional(z.array(z.string())),
  stackTrace: z.optional(z.array(z.string())),
});

const parseFunctionError = (text: string): FunctionError => {
  try {
    const { errorType, errorMessage, trace, stackTrace } = errorBody.parse(JSON.parse(text));
    const lines = trace ?? stackTrace;
    return lines === undefined
      ? { errorType, errorMessage }
      : { errorType, errorMessage, trace: lines };
  } catch {
    return {
      errorType: 'Runtime.Unknown',
      errorMessage: 'the runtime reported an error that is not JSON',
    };
  }
};

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const answerJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const tooLarge: RuntimeAnswer = {
  kind: 'error',
  error: {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  },
};

interface Running {
  readonly invocation: RuntimeInvocation;
  readonly settle: (answer: RuntimeAnswer) => void;
}

/**
 * Starts the Lambda Runtime API on a free port of 127.0.0.1, for one container.
 *
 * @param functionArn - sent with each invocation
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export const startRuntimeApi = async (functionArn: string): Promise<RuntimeApi> => {
  const init = Promise.withResolvers<InitOutcome>();
  let waiting: ServerResponse | undefined;
  let queued: Running | undefined;
  let running: Running | undefined;

  const handOver = (): void => {
    if (waiting === undefined || queued === undefined) return;
    const { invocation } = queued;
    waiting
      .writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': invocation.requestId,
        'lambda-runtime-deadline-ms': String(invocation.deadlineMs),
        'lambda-runtime-invoked-function-arn': functionArn,
        'lambda-runtime-trace-id': `Root=1-${Math.floor(invocation.deadlineMs / 1000).toString(16)}-${invocation.requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`,
      })
      .end(invocation.payload);
    running = queued;
    queued = undefined;
    waiting = undefined;
  };

  const settle = (requestId: string, answer: RuntimeAnswer, response: ServerResponse): void => {
    if (running === undefined || running.invocation.requestId !== requestId) {
      answerJson(response, 400, {
        errorType: 'InvalidRequestID',
        errorMessage: 'Invalid request ID',
      });
      return;
    }
    answerJson(response, answer === tooLarge ? 413 : 202, {
      status: answer === tooLarge ? 'RequestEntityTooLarge' : 'OK',
    });
    const { settle: done } = running;
    running = undefined;
    done(answer);
  };

  const next = (response: ServerResponse): void => {
    init.resolve({ kind: 'ready' });
    waiting = response;
    response.once('close', () => {
      if (waiting === response) waiting = undefined;
    });
    handOver();
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    const body = await readBody(request);
    if (request.method === 'GET' && path === '/2018-06-01/runtime/invocation/next')
      return next(response);
    if (request.method === 'POST' && path === '/2018-06-01/runtime/init/error') {
      init.resolve({ kind: 'failed', error: parseFunctionError(body.toString()) });
      return answerJson(response, 202, { status: 'OK' });
    }
    const [, requestId, verb] =
      /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (request.method !== 'POST' || requestId === undefined) {
      return answerJson(response, 404, {
        errorType: 'NotFound',
        errorMessage: `no such path: ${path}`,
      });
    }
    if (verb === 'error')
      return settle(
        requestId,
        { kind: 'error', error: parseFunctionError(body.toString()) },
        response,
      );
    settle(
      requestId,
      body.byteLength > MAX_RESPONSE_BYTES ? tooLarge : { kind: 'ok', payload: body.toString() },
      response,
    );
  };

  const server = createServer((request, response) => {
    // A runtime that goes away in the middle of a request is noticed by its container.
    handle(request, response).catch(() => response.destroy());
  });
  // A runtime may wait for its next invocation for ever.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;
  const listener = await listenOnLoopback(server, 0);

  return {
    address: `127.0.0.1:${listener.port}`,
    initialized: init.promise,
    invoke: (invocation) => {
      if (queued !== undefined || running !== undefined)
        return Promise.reject(new Error('the container is busy'));
      return new Promise((resolve) => {
        queued = { invocation, settle: resolve };
        handOver();
      });
    },
    close: listener.close,
  };
};
