import { join } from 'node:path';
import { type Simulator, startSimulator } from '../engines/simulator-process.ts';
import type { StackResources } from '../template/stack-resources.ts';
import type { StackContext } from './stack-context.ts';
import { PROCESS_GRACE_MS } from './stop-grace.ts';

/**
 * Starts the SES simulator with the SES resources of the template.
 *
 * @param snsUrl - URL of the SNS to which it publishes events
 * @param eventBusUrl - URL of the event bus that it tells
 * @param dnsServer - address of the name server that it asks
 */
export const startStackSimulator = async (
  { options, region, accountId, directory, logs, teardown }: StackContext,
  { configurationSets, identities }: StackResources,
  snsUrl: string,
  eventBusUrl: string,
  dnsServer: string,
): Promise<Simulator> => {
  const { simulatorScript, ports = {} } = options;
  const simulator = await startSimulator({
    ...(simulatorScript === undefined ? {} : { script: simulatorScript }),
    settings: options,
    port: ports.ses ?? 0,
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
