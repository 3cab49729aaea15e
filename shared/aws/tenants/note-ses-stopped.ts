import { everyTenant } from '../../tenants/resumes.ts';
import type { NoteSesStopped } from '../../way-out/ports.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents, UpdateRequest } from '../dynamodb/documents.ts';

/** Notes in the item `*` that SES takes no mail of the account, or that it takes mail again. */
export const noteSesStopped =
  (documents: Documents, table: string): NoteSesStopped =>
  (change) =>
    isDone(
      documents.update({
        TableName: table,
        Key: { tenantId: everyTenant },
        ...(change.kind === 'begin'
          ? beginning({ since: change.since, why: change.why })
          : ending(change.since)),
      }),
    );

type Update = Omit<UpdateRequest, 'TableName' | 'Key'>;

/** Only where there is a way out, so that an item without one is left alone. */
const beginning = (stopped: { readonly since: number; readonly why: string }): Update => ({
  UpdateExpression: 'SET sesStopped = :stopped',
  ConditionExpression: 'attribute_exists(waysOut) AND attribute_not_exists(sesStopped)',
  ExpressionAttributeValues: { ':stopped': stopped },
});

const ending = (since: number): Update => ({
  UpdateExpression: 'REMOVE sesStopped',
  ConditionExpression: 'sesStopped.#since = :since',
  ExpressionAttributeNames: { '#since': 'since' },
  ExpressionAttributeValues: { ':since': since },
});
