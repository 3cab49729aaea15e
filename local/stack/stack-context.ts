import { join } from 'node:path';
import { type Reach, thisMachine } from '../../simulator/loopback/reach.ts';
import { holdStackDirectory } from './hold-stack-directory.ts';
import { requireOwnHost } from './require-own-host.ts';
import { openStackLogs, type StackLogs } from './stack-logs.ts';
import type { StackOptions } from './stack-options.ts';
import { requireFreePorts, type StackPorts } from './stack-ports.ts';
import type { Teardown } from './teardown.ts';

/** Context that each part of the stack gets when it is started. */
export interface StackContext {
  readonly options: StackOptions;
  readonly region: string;
  readonly accountId: string;
  readonly directory: string;
  readonly ports: StackPorts;
  readonly reach: Reach;
  readonly logs: StackLogs;
  /** Reports a problem that will be tried again. */
  readonly onProblem: (problem: string) => void;
  /** Each part adds the action that stops it. */
  readonly teardown: Teardown;
}

/** Takes a directory and opens the logs in it, once ports and host can be had. */
export const createStackContext = async (
  options: StackOptions,
  teardown: Teardown,
): Promise<StackContext> => {
  const { region = 'us-east-1', accountId = '000000000000' } = options;
  const { ports = {}, reach = thisMachine } = options;
  await requireFreePorts(ports, reach.bind);
  await requireOwnHost(reach.host);
  const directory = await holdStackDirectory(options.directory, teardown);
  const logs = await openStackLogs(join(directory, 'logs'));
  teardown.add(logs.close);
  const onProblem = (problem: string): void => {
    logs.write('stack', `${new Date().toISOString()} ${problem}`);
    if (options.quiet !== true) process.stderr.write(`${problem}\n`);
  };
  return { options, region, accountId, directory, ports, reach, logs, onProblem, teardown };
};
