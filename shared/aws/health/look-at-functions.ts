import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { versionVariable } from '../../health/checks/functions.ts';
import type { Looks } from '../../health/looks.ts';
import { orAbsent } from './absent.ts';
import type { HealthClients } from './health-clients.ts';

/** Functions, and what makes them read queues. */
export const lookAtFunctions = ({
  lambda,
}: Pick<HealthClients, 'lambda'>): Pick<Looks, 'deployedFunction' | 'eventSource'> => ({
  deployedFunction: async (FunctionName) => {
    const found = await orAbsent(
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
    );
    if (found === null) return null;
    const { ReservedConcurrentExecutions } = await lambda.send(
      new GetFunctionConcurrencyCommand({ FunctionName }),
    );
    const variables = found.Environment?.Variables ?? {};
    return {
      runtime: found.Runtime ?? '',
      handler: found.Handler ?? '',
      memoryMegabytes: found.MemorySize ?? 0,
      timeoutSeconds: found.Timeout ?? 0,
      variables: Object.keys(variables),
      state: found.State ?? 'Active',
      lastUpdate: found.LastUpdateStatus ?? 'Successful',
      version: variables[versionVariable],
      reservedConcurrency: ReservedConcurrentExecutions,
    };
  },
  eventSource: async (FunctionName, EventSourceArn) => {
    const found = await orAbsent(
      lambda.send(new ListEventSourceMappingsCommand({ FunctionName, EventSourceArn })),
    );
    const [mapping] = found?.EventSourceMappings ?? [];
    return mapping === undefined
      ? null
      : {
          state: mapping.State ?? '',
          reportsItemFailures:
            mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') === true,
        };
  },
});
