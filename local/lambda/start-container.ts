import { fileURLToPath } from 'node:url';
import { type Exit, type NodeProcess, type OnLine, startNodeProcess } from '../child-process.ts';
import { type Container, createContainer, outputIsRead } from './container.ts';
import { containerEnvironment } from './container-environment.ts';
import { type FunctionDefinition, functionArn } from './function-definition.ts';
import type { FunctionError } from './function-error.ts';
import { resolveAfter } from './resolve-after.ts';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.ts';
import type { InitOutcome } from './runtime-exchange.ts';
import { exitedInInit, initTimedOut } from './sandbox-errors.ts';

export type ContainerStart =
  | { readonly kind: 'started'; readonly container: Container }
  | { readonly kind: 'failed'; readonly error: FunctionError; readonly initMs: number };

export interface ContainerStartOptions {
  /** Default: ten seconds. */
  readonly initTimeoutMs?: number | undefined;
  /** Aborts the initialisation and ends the container. */
  readonly signal?: AbortSignal;
}

/**
 * Time that Lambda gives a function to initialise.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
const DEFAULT_INIT_TIMEOUT_MS = 10_000;

/**
 * Share of the memory for Node's old space, so that Node collects garbage before the limit is
 * reached.
 */
const HEAP_SHARE = 0.9;

const bootstrap = fileURLToPath(new URL('bootstrap.mjs', import.meta.url));

/** Starts a sandbox and waits until the function has initialised. */
export const startContainer = async (
  definition: FunctionDefinition,
  onLine: OnLine,
  logStream: string,
  { initTimeoutMs = DEFAULT_INIT_TIMEOUT_MS, signal }: ContainerStartOptions = {},
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

  const outcome = await initOutcome(child, api, initTimeoutMs);
  signal?.removeEventListener('abort', kill);
  const initMs = performance.now() - startedAtMs;
  if (outcome.kind === 'ready') {
    const container = await createContainer(definition, child, api, initMs);
    return { kind: 'started', container };
  }
  kill();
  await child.exited;
  await outputIsRead();
  return { kind: 'failed', error: errorOf(outcome, initTimeoutMs), initMs };
};

type Outcome =
  | InitOutcome
  | { readonly kind: 'exited'; readonly exit: Exit }
  | { readonly kind: 'timeout' };

const initOutcome = async (
  child: NodeProcess,
  api: RuntimeApi,
  timeoutMs: number,
): Promise<Outcome> => {
  const over = new AbortController();
  const outcome = await Promise.race<Outcome>([
    api.initialized,
    child.exited.then((exit) => ({ kind: 'exited', exit })),
    resolveAfter(timeoutMs, { kind: 'timeout' }, over.signal),
  ]);
  over.abort();
  return outcome;
};

const errorOf = (
  outcome: Exclude<Outcome, { readonly kind: 'ready' }>,
  initTimeoutMs: number,
): FunctionError => {
  switch (outcome.kind) {
    case 'failed':
      return outcome.error;
    case 'timeout':
      return initTimedOut(initTimeoutMs / 1000);
    case 'exited':
      return exitedInInit(outcome.exit);
    default:
      return outcome satisfies never;
  }
};
