/** From where a server can be reached. */
export interface Reach {
  /** Address on which it listens; `0.0.0.0` for every one. */
  readonly bind: string;
  /** Name or address in the URLs that are given out. */
  readonly host: string;
}

/** This machine only, which is the default of every server here. */
export const thisMachine: Reach = { bind: '127.0.0.1', host: '127.0.0.1' };

/** URL of a server. */
export const urlAt = ({ host }: Reach, port: number, scheme: 'http' | 'https' = 'http'): string =>
  `${scheme}://${host}:${port}`;

const bindVariable = 'LOCAL_STACK_BIND';
const hostVariable = 'LOCAL_STACK_HOST';

/** Variables that tell it to a process of its own. */
export const reachVariables = ({ bind, host }: Reach): Readonly<Record<string, string>> => ({
  [bindVariable]: bind,
  [hostVariable]: host,
});

/** What {@link reachVariables} told this process. */
export const reachFrom = (environment: Readonly<Record<string, string | undefined>>): Reach => ({
  bind: environment[bindVariable] ?? thisMachine.bind,
  host: environment[hostVariable] ?? thisMachine.host,
});
