import * as z from 'zod/mini';
import { queuedMessageSchema } from './message-schema.ts';

const moreThanTheForm =
  'One e-mail as queued for ses-pipeline, or the place in S3 where it lies. The pipeline checks more than a schema can say: see docs/message.md.';

/**
 * The message contract as a JSON Schema (draft 2020-12), for editors and for services in other
 * languages.
 */
export const publishedSchema = () => ({
  $id: 'https://github.com/ses-pipeline/ses-pipeline/schema/email-message.schema.json',
  title: 'Queued e-mail message',
  description: moreThanTheForm,
  ...z.toJSONSchema(queuedMessageSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // The format is enough; a pattern that checks leap years until 9999 helps nobody.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  }),
});
