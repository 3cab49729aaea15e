import type { OnLine } from '../child-process.ts';
import type { Container } from './container.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { type ContainerStart, startContainer } from './start-container.ts';

/** Starts containers of one function, numbered from 0. */
export interface ContainerStarter {
  /** @param initTimeoutMs - default: ten seconds, as in Lambda */
  readonly start: (
    isProvisioned: boolean,
    initTimeoutMs: number | undefined,
  ) => Promise<ContainerStart>;
  /** Kills containers that are still initialising; resolves when they are gone. */
  readonly abort: () => Promise<void>;
}

export interface ContainerStarterOptions {
  readonly definition: FunctionDefinition;
  readonly onLine: OnLine;
  /** Clock skew by the container's number; ms, negative when it runs behind. */
  readonly clockSkewMs: ((container: number) => number) | undefined;
  readonly onStarted: (container: Container) => void;
}

/** Environment variable that `bootstrap.mjs` reads. */
const clockSkewVariable = 'LOCAL_CLOCK_SKEW_MS';

export const createContainerStarter = (options: ContainerStarterOptions): ContainerStarter => {
  const { definition, onLine, clockSkewMs, onStarted } = options;
  const starting = new Set<Promise<ContainerStart>>();
  const aborting = new AbortController();
  let begun = 0;

  const start = async (
    isProvisioned: boolean,
    initTimeoutMs: number | undefined,
  ): Promise<ContainerStart> => {
    const skewMs = clockSkewMs?.(begun) ?? 0;
    begun += 1;
    const environment: Readonly<Record<string, string>> = {
      ...definition.environment,
      ...(skewMs === 0 ? {} : { [clockSkewVariable]: String(skewMs) }),
    };
    const own = startContainer(
      { ...definition, environment, isProvisioned },
      onLine,
      `local/[$LATEST]${begun}`,
      { initTimeoutMs, signal: aborting.signal },
    );
    starting.add(own);
    const started = await own.finally(() => starting.delete(own));
    if (started.kind === 'started') onStarted(started.container);
    return started;
  };

  const abort = async (): Promise<void> => {
    aborting.abort();
    await Promise.all(starting);
  };

  return { start, abort };
};
