import type { ServerResponse } from 'node:http';
import type { FunctionError } from './function-error.ts';

/** One invocation, as the runtime in the container receives it. */
export interface RuntimeInvocation {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly deadlineMs: number;
}

export type RuntimeAnswer =
  | { readonly kind: 'ok'; readonly payload: string }
  | { readonly kind: 'error'; readonly error: FunctionError };

export type InitOutcome =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: FunctionError };

/** Exchange of invocations and answers with one runtime, one invocation at a time. */
export interface RuntimeExchange {
  /** Settles when the runtime asks for its first invocation, or reports that it cannot start. */
  readonly initialized: Promise<InitOutcome>;
  readonly failInit: (error: FunctionError) => void;
  /** The runtime asks for the next invocation; the response stays open until there is one. */
  readonly next: (response: ServerResponse) => void;
  /** Hands one invocation to the runtime; rejects while another is not answered. */
  readonly invoke: (invocation: RuntimeInvocation) => Promise<RuntimeAnswer>;
  /** Settles the running invocation; false when it has another request id. */
  readonly settle: (requestId: string, answer: RuntimeAnswer) => boolean;
}

interface Running {
  readonly invocation: RuntimeInvocation;
  readonly settle: (answer: RuntimeAnswer) => void;
}

/** @param functionArn - sent with each invocation */
export const createRuntimeExchange = (functionArn: string): RuntimeExchange => {
  const init = Promise.withResolvers<InitOutcome>();
  let waiting: ServerResponse | undefined;
  let queued: Running | undefined;
  let running: Running | undefined;

  const handOver = (): void => {
    if (waiting === undefined || queued === undefined) return;
    writeInvocation(waiting, queued.invocation, functionArn);
    running = queued;
    queued = undefined;
    waiting = undefined;
  };

  return {
    initialized: init.promise,
    failInit: (error) => init.resolve({ kind: 'failed', error }),
    next: (response) => {
      init.resolve({ kind: 'ready' });
      waiting = response;
      response.once('close', () => {
        if (waiting === response) waiting = undefined;
      });
      handOver();
    },
    invoke: (invocation) => {
      if (queued !== undefined || running !== undefined)
        return Promise.reject(new Error('the container is busy'));
      return new Promise((resolve) => {
        queued = { invocation, settle: resolve };
        handOver();
      });
    },
    settle: (requestId, answer) => {
      if (running === undefined || running.invocation.requestId !== requestId) return false;
      const { settle } = running;
      running = undefined;
      settle(answer);
      return true;
    },
  };
};

const writeInvocation = (
  response: ServerResponse,
  { requestId, payload, deadlineMs }: RuntimeInvocation,
  functionArn: string,
): void => {
  const rootId = `${Math.floor(deadlineMs / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`;
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(deadlineMs),
      'lambda-runtime-invoked-function-arn': functionArn,
      'lambda-runtime-trace-id': `Root=1-${rootId};Sampled=0`,
    })
    .end(payload);
};
