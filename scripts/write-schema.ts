// Writes schema/email-message.schema.json from the zod schema; a test fails when this has been
// forgotten.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { publishedSchema } from '../shared/email/published-schema.ts';

const target = fileURLToPath(new URL('../schema/email-message.schema.json', import.meta.url));

writeFileSync(target, `${JSON.stringify(publishedSchema(), null, 2)}\n`);
process.stdout.write(`Wrote ${target}\n`);
