import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { emailMessageSchema } from '../../../shared/email/message-schema.ts';
import { publishedSchema } from '../../../shared/email/published-schema.ts';
import { basicNames, basicStreams, factsOf } from '../../../shared/email/streams.ts';
import { validateMessage } from '../../../shared/email/validate-message.ts';
import { unfoldBody } from '../../../shared/enqueue/unfold-body.ts';
import { onTransactionalQueue } from './message-builder.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const objectsIn = (node: unknown): readonly object[] =>
  typeof node !== 'object' || node === null
    ? []
    : [
        ...('type' in node && node.type === 'object' ? [node] : []),
        ...Object.values(node).flatMap(objectsIn),
      ];

describe('the message’s JSON Schema', () => {
  it('is up to date (if not: npm run schema)', () => {
    expect(JSON.parse(read('schema/email-message.schema.json'))).toEqual(
      JSON.parse(JSON.stringify(publishedSchema())),
    );
  });

  it('says of every object which fields it may have', () => {
    const objects = objectsIn(publishedSchema());

    expect(objects.length).toBeGreaterThan(5);
    for (const each of objects) expect('additionalProperties' in each).toBe(true);
    for (const each of objects.filter((object) => 'properties' in object))
      expect(each).toMatchObject({ additionalProperties: false });
  });
});

describe('docs/message.md', () => {
  const page = read('docs/message.md');
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(4);
  });

  it.each(examples)('shows a message that is accepted: %#', (example) => {
    const stream = basicNames.find((name) => example.includes(`"${name}"`)) ?? 'transactional';
    const unfolded = unfoldBody(example, 'sqs-1');
    const bodies = unfolded?.kind === 'unfolded' ? unfolded.bodies : [example];
    for (const body of bodies) {
      const validation = validateMessage(body, {
        ...onTransactionalQueue,
        streams: basicStreams,
        queueLane: factsOf(basicStreams, stream).lane,
      });

      expect(validation).not.toHaveProperty('reasons');
      expect(['valid', 'stored']).toContain(validation.kind);
    }
  });

  it('names every field', () => {
    for (const field of [...Object.keys(emailMessageSchema.shape), 'payload', 'destinations'])
      expect(page).toContain(`\`${field}\``);
  });
});
