import { once } from 'node:events';
import { createServer } from 'node:net';

/** Fixed ports of a stack; any free one for those that are absent. */
export interface StackPorts {
  /** SQS, SNS and S3. */
  readonly queues?: number;
  readonly tables?: number;
  /** SES, and the page that shows what it received. */
  readonly ses?: number;
  /** HTTP API, and the SES endpoint. */
  readonly api?: number;
  /** Lambda's API. */
  readonly lambda?: number;
  /** Public keys of the tokens. */
  readonly issuer?: number;
  /** SES endpoint by TLS. */
  readonly apiTls?: number;
  readonly startTls?: number;
  readonly smtpTls?: number;
}

/** What lies at which distance from `--port-base`. */
export const portOrder = [
  'queues',
  'tables',
  'ses',
  'api',
  'lambda',
  'issuer',
  'apiTls',
  'startTls',
  'smtpTls',
] as const satisfies readonly (keyof StackPorts)[];

/** Ports in a row from a first one. */
export const portsFrom = (base: number): StackPorts =>
  Object.fromEntries(portOrder.map((name, index) => [name, base + index]));

/** A fixed port cannot be had. */
class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

/**
 * Looks whether all fixed ports are free, before anything is started.
 *
 * @param bind - address on which they will listen
 * @throws PortTakenError that names each port that is not
 */
export const requireFreePorts = async (ports: StackPorts, bind: string): Promise<void> => {
  const fixed = portOrder.flatMap((name) => {
    const port = ports[name];
    return port === undefined || port === 0 ? [] : [{ name, port }];
  });
  const problems = await Promise.all(
    fixed.map(async ({ name, port }) => {
      const code = await refusalOf(port, bind);
      return code === undefined ? [] : [`${port} (${name}): ${wordsFor(code, bind)}`];
    }),
  );
  const all = problems.flat();
  if (all.length > 0)
    throw new PortTakenError(
      `Ports of --port-base cannot be used:\n${all.map((one) => `  ${one}`).join('\n')}\nGive another --port-base, or none: then any free ports are taken.`,
    );
};

const wordsFor = (code: string, bind: string): string => {
  if (code === 'EADDRINUSE') return 'another program listens there';
  if (code === 'EADDRNOTAVAIL') return `${bind} of --bind is no address of this machine`;
  return code === 'EACCES' ? 'this user may not listen there' : code;
};

const refusalOf = async (port: number, bind: string): Promise<string | undefined> => {
  const server = createServer();
  try {
    server.listen({ port, host: bind, exclusive: true });
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
};

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error
    ? String(error.code)
    : String(error);
