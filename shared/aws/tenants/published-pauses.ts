import * as z from 'zod/mini';
import type { PausesToPublish, PublishedPauses } from '../../pipeline-events/pause-facts.ts';
import { pausesSchema } from '../../tenants/pauses.ts';
import { resumesSchema } from '../../tenants/resumes.ts';
import { isDone } from '../dynamodb/conditional-write.ts';
import type { Documents, Item } from '../dynamodb/documents.ts';

/** What cannot be read of resumes and of what is published counts as absent. */
const pausesItem = z.looseObject({
  tenantId: z.string(),
  pauses: z.optional(pausesSchema),
  resumes: z.catch(z.optional(resumesSchema), undefined),
  publishedPauses: z.catch(z.optional(z.record(z.string(), z.number())), undefined),
});

/** The attribute `publishedPauses` of tenants, beside their pauses and resumes. */
export const publishedPauses = (documents: Documents, table: string) => ({
  /** Tenants whose pauses can be read. */
  listPauses: async (): Promise<readonly PausesToPublish[]> => {
    const found: PausesToPublish[] = [];
    for await (const item of documents.scan({ TableName: table })) found.push(...read(item));
    return found;
  },
  /** Does nothing when the item was removed meanwhile. */
  notePublished: async (tenantId: string, published: PublishedPauses): Promise<void> => {
    await isDone(
      documents.update({
        TableName: table,
        Key: { tenantId },
        UpdateExpression: 'SET publishedPauses = :published',
        ConditionExpression: 'attribute_exists(tenantId)',
        ExpressionAttributeValues: { ':published': Object.fromEntries(published) },
      }),
    );
  },
});

const read = (item: Item): readonly PausesToPublish[] => {
  const { data } = pausesItem.safeParse(item);
  if (data === undefined) return [];
  const { tenantId, pauses = {}, resumes = {}, publishedPauses: published = {} } = data;
  return [
    {
      tenantId,
      pauses: new Map(Object.entries(pauses)),
      resumes: new Map(Object.entries(resumes)),
      published: new Map(Object.entries(published)),
    },
  ];
};
