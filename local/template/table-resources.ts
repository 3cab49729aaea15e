import * as z from 'zod/mini';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { resourcesOfType } from './resources-of-type.ts';

const keySchema = z.array(
  z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }),
);
const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.optional(z.enum(['ALL', 'INCLUDE', 'KEYS_ONLY'])),
    NonKeyAttributes: z.optional(z.array(z.string())),
  }),
});
const properties = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.optional(z.array(index)),
  LocalSecondaryIndexes: z.optional(z.array(index)),
});

/** A table, with its schema as CreateTable takes it. */
export type TableResource = z.infer<typeof properties> & { readonly name: string };

export const tableResources = (resources: readonly ResolvedResource[]): readonly TableResource[] =>
  resourcesOfType(resources, 'AWS::DynamoDB::Table', (table) => ({
    name: table.name,
    ...properties.parse(table.properties),
  }));
