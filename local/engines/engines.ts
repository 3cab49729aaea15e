import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { type Reach, reachVariables, thisMachine, urlAt } from '../../simulator/loopback/reach.ts';
import {
  describeExit,
  type NodeProcess,
  plainEnvironment,
  startNodeProcess,
} from '../child-process.ts';
import { countUnitsFlag } from './request-counts.ts';

/** A server of the local stack in a process of its own. */
export interface ServerProcess {
  readonly process: NodeProcess;
  /** The JSON object that it wrote when it was ready. */
  readonly ready: Readonly<Record<string, unknown>>;
}

export interface ServerProcessOptions {
  /** Name for messages. */
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Receives every line on stdout but the first. */
  readonly onLine: (line: string) => void;
}

const READY_TIMEOUT_MS = 120_000;

const readyShape = z.record(z.string(), z.unknown());

const parseReady = (line: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return readyShape.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
};

/**
 * Starts a server and waits for the JSON object that it writes to stdout once it listens.
 *
 * @throws Error with the last lines it wrote, when it ends or stays silent instead
 */
export const startServerProcess = async (options: ServerProcessOptions): Promise<ServerProcess> => {
  const ready = Promise.withResolvers<Readonly<Record<string, unknown>>>();
  const written: string[] = [];
  let isReady = false;
  const child = startNodeProcess({
    script: options.script,
    args: options.args,
    flags: ['--disable-warning=ExperimentalWarning'],
    environment: { ...plainEnvironment(), ...compileCache(), ...options.environment },
    onLine: (line) => {
      const announcement = isReady ? undefined : parseReady(line);
      if (announcement === undefined) {
        if (!isReady) written.push(line);
        options.onLine(line);
        return;
      }
      isReady = true;
      ready.resolve(announcement);
    },
  });
  const fail = (reason: string): void =>
    ready.reject(new Error([`${options.name} ${reason}`, ...written.slice(-10)].join('\n')));
  const timer = setTimeout(
    fail,
    READY_TIMEOUT_MS,
    `was not ready after ${READY_TIMEOUT_MS / 1000} seconds`,
  );
  void child.exited.then((exit) => fail(`ended before it was ready (${describeExit(exit)})`));
  try {
    return { process: child, ready: await ready.promise };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
  }
};

/** What Node compiled of a server at earlier starts, where this process has such a folder. */
const compileCache = (): Readonly<Record<string, string>> => {
  const { NODE_COMPILE_CACHE: folder } = process.env;
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
};

/** An engine that answers like an AWS service. */
export interface Engine {
  readonly url: string;
  readonly process: NodeProcess;
}

export interface EngineOptions {
  readonly region: string;
  readonly accountId: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Default: this machine only. */
  readonly reach?: Reach | undefined;
  readonly onLine: (line: string) => void;
}

export interface TableEngineOptions extends EngineOptions {
  /** Counts the capacity units that DynamoDB would bill; slows down each write. */
  readonly countUnits?: boolean;
}

const portShape = z.looseObject({ port: z.number() });

const startEngine = async (
  name: string,
  script: string,
  options: EngineOptions,
  flags: readonly string[] = [],
): Promise<Engine> => {
  const { reach = thisMachine } = options;
  const server = await startServerProcess({
    name,
    script: fileURLToPath(new URL(script, import.meta.url)),
    args: [String(options.port), options.region, ...flags],
    environment: {
      ...reachVariables(reach),
      ...{ AWS_REGION: options.region, AWS_ACCOUNT_ID: options.accountId },
    },
    onLine: options.onLine,
  });
  return { url: urlAt(reach, portShape.parse(server.ready).port), process: server.process };
};

/** SQS, SNS and S3 under one URL. */
export const startQueueEngine = (options: EngineOptions): Promise<Engine> =>
  startEngine('fauxqs', 'fauxqs-process.ts', options);

/** DynamoDB. */
export const startTableEngine = (options: TableEngineOptions): Promise<Engine> =>
  startEngine(
    'dynalite',
    'dynalite-process.ts',
    options,
    options.countUnits === true ? [countUnitsFlag] : [],
  );
