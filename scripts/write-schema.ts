// Writes the JSON Schemas under schema/ from the zod schemas; tests fail when this has been
// forgotten.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { publishedSchema } from '../shared/email/published-schema.ts';
import { publishedEventSchema } from '../shared/pipeline-events/published-schema.ts';

const write = (name: string, schema: unknown): void => {
  const target = fileURLToPath(new URL(`../schema/${name}`, import.meta.url));
  writeFileSync(target, `${JSON.stringify(schema, null, 2)}\n`);
  process.stdout.write(`Wrote ${target}\n`);
};

write('email-message.schema.json', publishedSchema());
write('pipeline-event.schema.json', publishedEventSchema());
