import { setImmediate as endOfTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describeExit, type Exit, type OnLine, startNodeProcess } from '../child-process.ts';
import { residentMegabytes } from './process-memory.ts';
import { type FunctionError, type RuntimeAnswer, startRuntimeApi } from './runtime-api.ts';

/** A function as the template and its bundle define it. */
export interface FunctionDefinition {
  readonly name: string;
  /** `path/to/file.export`, without extension, inside the code directory. */
  readonly handler: string;
  readonly codeDirectory: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** The template's variables, and whatever else the function shall see. */
  readonly environment: Readonly<Record<string, string>>;
  readonly region: string;
  readonly accountId: string;
  /** Started ahead of need, which the function may learn and use. */
  readonly isProvisioned?: boolean;
  /** How far it stands back for others on the processor, 0 (the default) to 19. */
  readonly niceness?: number;
}

export type ContainerAnswer =
  | {
      readonly kind: 'ok';
      readonly payload: string;
      readonly durationMs: number;
      readonly peakMegabytes: number;
    }
  | {
      readonly kind: 'error';
      readonly error: FunctionError;
      readonly durationMs: number;
      readonly peakMegabytes: number;
    };

/** One sandbox of a function: a process that handles one invocation at a time. */
export interface Container {
  readonly pid: number;
  /** From the start of the process until the runtime asked for work. */
  readonly initMs: number;
  readonly exited: Promise<Exit>;
  /** `usedMs` of the function's timeout are over already. */
  readonly invoke: (
    requestId: string,
    payload: string,
    usedMs?: number,
  ) => Promise<ContainerAnswer>;
  readonly kill: () => void;
}

export interface StartOptions {
  /** How long it may take to initialise; ten seconds when left out. */
  readonly initTimeoutMs?: number | undefined;
  /** Ends it while it initialises. */
  readonly signal?: AbortSignal;
}

export type ContainerStart =
  | { readonly kind: 'started'; readonly container: Container }
  | { readonly kind: 'failed'; readonly error: FunctionError; readonly initMs: number };

/** How long Lambda lets a function initialise. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const defaultInitTimeoutMs = 10_000;

/** How often the memory of a working container is looked at; Linux keeps the peak, so that none is missed in between. */
const MEMORY_CHECK_MS = 500;

const bootstrap = fileURLToPath(new URL('bootstrap.mjs', import.meta.url));

/** Share of the memory that Node's old space may take, so that it collects garbage before the sandbox is full. */
const HEAP_SHARE = 0.9;

const functionArn = ({ region, accountId, name }: FunctionDefinition): string =>
  `arn:aws:lambda:${region}:${accountId}:function:${name}`;

/** The environment of a sandbox: Lambda's reserved variables, then the function's own; nothing of this process but the path. */
export const containerEnvironment = (
  definition: FunctionDefinition,
  runtimeApi: string,
  logStream: string,
): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  ...definition.environment,
  AWS_REGION: definition.region,
  AWS_DEFAULT_REGION: definition.region,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: definition.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
  AWS_LAMBDA_INITIALIZATION_TYPE:
    definition.isProvisioned === true ? 'provisioned-concurrency' : 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: logStream,
  AWS_LAMBDA_RUNTIME_API: runtimeApi,
  LAMBDA_TASK_ROOT: definition.codeDirectory,
  _HANDLER: definition.handler,
});

/**
 * What a function wrote before it answered or ended is in its pipes when that is noticed. It is read in the same turn of the event loop,
 * though maybe later in it.
 */
const outputIsRead = (): Promise<void> => endOfTurn();

/** Whether it is an error after which Lambda does not use the sandbox again, as opposed to one that a handler threw. */
export const endsTheSandbox = ({ errorType }: FunctionError): boolean =>
  /^(Sandbox|Runtime)\./.test(errorType);

/** Type of the error of a function that took longer than it may, with its initialisation or with an invocation. */
export const sandboxTimedOut = 'Sandbox.Timedout';

const after = async <T>(ms: number, value: T, signal: AbortSignal): Promise<T> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, value);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });

const timedOut = (requestId: string, seconds: number): RuntimeAnswer => ({
  kind: 'error',
  error: {
    errorType: sandboxTimedOut,
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  },
});

const outOfMemory = (requestId: string): RuntimeAnswer => ({
  kind: 'error',
  error: {
    errorType: 'Runtime.OutOfMemory',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  },
});

const died = (requestId: string, exit: Exit): RuntimeAnswer => ({
  kind: 'error',
  error: {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${describeExit(exit)}`,
  },
});

/**
 * Starts a sandbox and waits until the function has initialised.
 *
 * Like Lambda's it is killed when an invocation runs longer than the function's timeout or takes more than its memory, and its loss fails
 * the invocation it was handling.
 */
export const startContainer = async (
  definition: FunctionDefinition,
  onLine: OnLine,
  logStream: string,
  { initTimeoutMs = defaultInitTimeoutMs, signal }: StartOptions = {},
): Promise<ContainerStart> => {
  const startedAtMs = performance.now();
  const api = await startRuntimeApi(functionArn(definition));
  const child = startNodeProcess({
    script: bootstrap,
    flags: [`--max-old-space-size=${Math.floor(definition.memoryMegabytes * HEAP_SHARE)}`],
    environment: containerEnvironment(definition, api.address, logStream),
    directory: definition.codeDirectory,
    ...(definition.niceness === undefined ? {} : { niceness: definition.niceness }),
    onLine,
  });
  const kill = (): void => child.kill('SIGKILL');
  void child.exited.then(() => api.close());
  signal?.addEventListener('abort', kill, { once: true });
  if (signal?.aborted === true) kill();

  const init = new AbortController();
  const outcome = await Promise.race([
    api.initialized,
    child.exited.then((exit) => ({ kind: 'exited' as const, exit })),
    after(initTimeoutMs, { kind: 'timeout' as const }, init.signal),
  ]);
  init.abort();
  signal?.removeEventListener('abort', kill);
  const initMs = performance.now() - startedAtMs;
  if (outcome.kind !== 'ready') {
    kill();
    await child.exited;
    await outputIsRead();
    const error =
      outcome.kind === 'failed'
        ? outcome.error
        : outcome.kind === 'timeout'
          ? {
              errorType: sandboxTimedOut,
              errorMessage: `Error: Init timed out after ${initTimeoutMs / 1000} seconds`,
            }
          : {
              errorType: 'Runtime.ExitError',
              errorMessage: `Error: Runtime exited with error: ${describeExit(outcome.exit)}`,
            };
    return { kind: 'failed', error, initMs };
  }

  let peakMegabytes = (await residentMegabytes(child.pid)) ?? 0;
  const lookAtMemory = async (): Promise<void> => {
    peakMegabytes = Math.max(peakMegabytes, (await residentMegabytes(child.pid)) ?? 0);
  };

  const invoke = async (
    requestId: string,
    payload: string,
    usedMs = 0,
  ): Promise<ContainerAnswer> => {
    const invokedAtMs = performance.now();
    const timeoutMs = Math.max(0, definition.timeoutSeconds * 1000 - usedMs);
    const memory = Promise.withResolvers<RuntimeAnswer>();
    const checks = setInterval(async () => {
      await lookAtMemory();
      if (peakMegabytes > definition.memoryMegabytes) memory.resolve(outOfMemory(requestId));
    }, MEMORY_CHECK_MS);
    const done = new AbortController();
    const answered = api.invoke({ requestId, payload, deadlineMs: Date.now() + timeoutMs });
    const answer = await Promise.race([
      answered,
      // A container that posts its error and then exits is known by the error.
      child.exited.then((exit) =>
        Promise.race([answered, after(20, died(requestId, exit), done.signal)]),
      ),
      after(timeoutMs, timedOut(requestId, definition.timeoutSeconds), done.signal),
      memory.promise,
    ]);
    done.abort();
    clearInterval(checks);
    const durationMs = performance.now() - invokedAtMs;
    await lookAtMemory();
    await outputIsRead();
    if (answer.kind === 'error' && endsTheSandbox(answer.error)) {
      kill();
      await child.exited;
    }
    return { ...answer, durationMs, peakMegabytes };
  };

  return {
    kind: 'started',
    container: { pid: child.pid, initMs, exited: child.exited, invoke, kill },
  };
};
