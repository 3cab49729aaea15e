import * as z from 'zod/mini';
import { pipelineEventSchema } from './pipeline-event.ts';

/** Pipeline events as a JSON Schema (draft 2020-12), for services in any language. */
export const publishedEventSchema = () => ({
  $id: 'https://github.com/ses-pipeline/ses-pipeline/schema/pipeline-event.schema.json',
  title: 'Event of the pipeline',
  description:
    'What ses-pipeline publishes for services: see docs/events.md. New fields and new types may come; ignore what you do not know.',
  ...z.toJSONSchema(pipelineEventSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // The format is enough, as in the schema of the message.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  }),
});
