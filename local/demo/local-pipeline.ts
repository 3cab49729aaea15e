import * as z from 'zod/mini';

const pipeline = z.object({
  region: z.string(),
  sqs: z.string(),
  dynamodb: z.string(),
  ses: z.string(),
  logs: z.string(),
  queues: z.object({ transactional: z.string(), bulk: z.string(), deadLetters: z.string() }),
  tables: z.object({ messages: z.string(), suppressions: z.string() }),
});

/**
 * The part of `.local/endpoints.json` that a mailing needs: URLs of services and queues, names of
 * tables.
 */
export type LocalPipeline = z.infer<typeof pipeline>;

/** @throws ZodError when the stack lacks something that a pipeline needs */
export const localPipelineOf = (endpoints: unknown): LocalPipeline => z.parse(pipeline, endpoints);
