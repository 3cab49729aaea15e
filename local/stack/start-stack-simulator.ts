import { join } from 'node:path';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../engines/simulator-process.ts';
import type { StackResources } from '../template/stack-resources.ts';
import type { StackContext } from './stack-context.ts';
import { PROCESS_GRACE_MS } from './stop-grace.ts';

/**
 * Starts the SES simulator with the SES resources of the template.
 *
 * @param identities - addresses and domains that are verified
 */
export const startStackSimulator = async (
  { options, ports, reach, region, accountId, directory, logs, teardown }: StackContext,
  { configurationSets }: StackResources,
  identities: readonly string[],
  {
    snsUrl,
    eventBusUrl,
    dnsServer,
  }: Pick<SimulatorOptions, 'snsUrl'> & Readonly<Record<'eventBusUrl' | 'dnsServer', string>>,
): Promise<Simulator> => {
  const { simulatorScript } = options;
  const simulator = await startSimulator({
    ...(simulatorScript === undefined ? {} : { script: simulatorScript }),
    settings: options,
    port: ports.ses ?? 0,
    reach,
    region,
    accountId,
    snsUrl,
    eventBusUrl,
    dnsServer,
    configurationSets,
    identities,
    configurationFile: join(directory, 'ses.json'),
    onLine: (line) => logs.write('ses', line),
  });
  teardown.add(() => simulator.process.stop(PROCESS_GRACE_MS));
  return simulator;
};
