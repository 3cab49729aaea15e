import { UnreadableItem } from '../../system/unreadable-item.ts';
import { everyTenant } from '../../tenants/resumes.ts';
import type { WaysOutBook } from '../../way-out/ports.ts';
import { readWaysOut } from '../../way-out/way-out-settings.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents } from '../dynamodb/documents.ts';

/** The ways out, in the attributes `waysOut` and `waysOutVersion` of the item `*`. */
export const waysOutBook = (documents: Documents, table: string): WaysOutBook => {
  const place = { TableName: table, Key: { tenantId: everyTenant } };
  return {
    read: async () => {
      const item = await documents.get({ ...place, ConsistentRead: true });
      const read = readWaysOut(item ?? { tenantId: everyTenant });
      if (read instanceof UnreadableItem) throw read;
      return read;
    },
    write: ({ waysOutVersion: version }, waysOut) =>
      isDone(
        documents.update({
          ...place,
          UpdateExpression: 'SET waysOut = :waysOut, waysOutVersion = :next',
          ConditionExpression:
            version === undefined
              ? 'attribute_not_exists(waysOutVersion)'
              : 'waysOutVersion = :version',
          ExpressionAttributeValues: {
            ':waysOut': waysOut,
            ':next': (version ?? 0) + 1,
            ...(version === undefined ? {} : { ':version': version }),
          },
        }),
      ),
  };
};
