import { type Service, services } from '../../local/faults/service-errors.ts';
import { startServiceProxy } from '../../local/faults/service-proxy.ts';
import type { FunctionDefinition } from '../../local/lambda/function-definition.ts';
import { createFunctionPool, type FunctionPool } from '../../local/lambda/function-pool.ts';
import { endsTheSandbox } from '../../local/lambda/sandbox-errors.ts';
import { type Endpoints, endpointVariables } from '../../local/stack/contract-files.ts';
import { createKillSwitch, type KillPoint, type KillSwitch } from './kill-switch.ts';

/** A function with processes of its own, whose requests all pass the kill switch. */
export interface Victim {
  readonly pool: FunctionPool;
  readonly killer: KillSwitch;
  readonly stop: () => Promise<void>;
}

export interface VictimOptions {
  readonly definition: FunctionDefinition;
  readonly endpoints: Endpoints;
  /**
   * Environment variables that differ from the template; engine URLs in them lead through the kill
   * switch, too.
   */
  readonly environment: Readonly<Record<string, string>>;
  readonly point: KillPoint | undefined;
  readonly onLine: (line: string) => void;
}

const idleMs = 300_000;
const graceMs = 1_000;

/**
 * Prepares a function to be killed at a point. Its first process starts with its first invocation.
 */
export const prepareVictim = async ({
  definition,
  endpoints,
  environment,
  point,
  onLine,
}: VictimOptions): Promise<Victim> => {
  const killer = createKillSwitch(point, () => void pool.kill());
  const targets: Readonly<Record<Service, string>> = endpoints;
  const proxies = await Promise.all(
    services.map(async (service) => ({
      service,
      proxy: await startServiceProxy({
        service,
        target: targets[service],
        fateOf: killer.fateOf,
        onAnswered: killer.onAnswered,
      }),
    })),
  );
  const through = Object.fromEntries(proxies.map(({ service, proxy }) => [service, proxy.url]));
  const variables = { ...definition.environment, ...environment };
  const pool: FunctionPool = createFunctionPool({
    definition: {
      ...definition,
      environment: {
        // The SDK connects to the host of a queue's URL.
        ...Object.fromEntries(
          Object.entries(variables).map(([name, value]) => [
            name,
            value.replace(endpoints.sqs, through.sqs ?? ''),
          ]),
        ),
        ...endpointVariables({ ...endpoints, ...through }),
      },
    },
    maximumContainers: 1,
    idleMs,
    onLine,
    onReport: () => undefined,
  });
  const invoke: FunctionPool['invoke'] = async (event) => {
    const endRun = killer.beginRun();
    const result = await pool.invoke(event);
    endRun(result.kind === 'error' && endsTheSandbox(result.error));
    return result;
  };
  return {
    pool: { ...pool, invoke },
    killer,
    stop: async () => {
      await pool.stop(graceMs);
      await Promise.all(proxies.map(({ proxy }) => proxy.close()));
    },
  };
};
