import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import {
  createEngineClients,
  type EngineClients,
  localCredentials,
} from '../../local/engines/create-resources.ts';
import { labDirectory } from '../../local/lab/lab-directory.ts';
import { type SesControl, sesControl } from '../../local/lab/ses-control.ts';
import { waitUntil } from '../../local/lab/wait-until.ts';
import type { StackOptions } from '../../local/stack/stack-options.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import type { QueuePoller } from '../../local/triggers/queue-poller.ts';
import { connect } from '../../shared/aws/clients/connect.ts';
import {
  type SuppressionTable,
  suppressionTable,
} from '../../shared/aws/suppressions/suppression-table.ts';
import type { Places } from '../account/read-found.ts';

/** A running pipeline, with the tools to disturb and to inspect it. */
export interface Lab extends Places {
  readonly stack: Stack;
  readonly clients: EngineClients;
  readonly suppressions: SuppressionTable;
  readonly ses: SesControl;
  /** The event source mapping of a queue, by the queue's name in `endpoints.queues`. */
  readonly poller: (queue: string) => QueuePoller;
  /** Waits until every event of SES is recorded; false when that takes longer than `atMostMs`. */
  readonly settle: (atMostMs: number) => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

/** An entry that a record must have. */
export const named = <Value>(values: Readonly<Record<string, Value>>, name: string): Value => {
  const value = values[name];
  if (value === undefined)
    throw new Error(`The stack has no ${name}; it has ${Object.keys(values).join(', ')}.`);
  return value;
};

const queueName = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

/** Starts the pipeline with a given rate in its send ledger. */
export const startLab = async (
  options: Omit<StackOptions, 'package' | 'directory'>,
): Promise<Lab> => {
  const stack = await startStack({
    package: await packagedTemplate(),
    directory: join(labDirectory, 'lab'),
    quiet: true,
    ...options,
  });
  const { endpoints } = stack;
  const clients = createEngineClients(endpoints.region, endpoints.sqs, endpoints.dynamodb);
  const { dynamodb, documents } = connect({
    region: endpoints.region,
    dynamodbEndpoint: endpoints.dynamodb,
    credentials: localCredentials,
  });
  const s3 = new S3Client({
    region: endpoints.region,
    endpoint: endpoints.s3,
    credentials: localCredentials,
    forcePathStyle: true,
  });
  const ses = sesControl(endpoints.ses);
  const isSettled = async (): Promise<boolean> => {
    const { outcomesPending, eventsWaiting } = await ses.statistics();
    if (outcomesPending + eventsWaiting > 0) return false;
    const { visible, inFlight, delayed } = named(await stack.depths(), 'feedback');
    return visible + inFlight + delayed === 0;
  };
  return {
    stack,
    endpoints,
    clients,
    sqs: clients.sqs,
    s3,
    documents,
    ses,
    suppressions: suppressionTable(documents, named(endpoints.tables, 'suppressions')),
    poller: (queue) => named(stack.pollers, queueName(named(endpoints.queues, queue))),
    settle: (atMostMs) => waitUntil(isSettled, { everyMs: 300, atMostMs }),
    stop: async () => {
      clients.close();
      s3.destroy();
      dynamodb.destroy();
      await stack.stop();
    },
  };
};
