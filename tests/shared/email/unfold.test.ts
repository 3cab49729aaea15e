import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { basicStreams } from '../../../shared/email/streams.ts';
import { unfold } from '../../../shared/email/unfold.ts';
import { validateMessage } from '../../../shared/email/validate-message.ts';
import { bytesOf, queueLimits } from '../../../shared/enqueue/queue-limits.ts';
import { unfoldBody } from '../../../shared/enqueue/unfold-body.ts';

const bulk = {
  messageId: 'news-1',
  tenantId: 'acme',
  stream: 'marketing',
  from: 'Acme <news@example.com>',
  template: { name: 'news', data: { month: 'May', greeting: 'Hello' } },
  headers: { 'X-List': 'news' },
  tags: { campaign: 'may' },
};
const wrong = (changes: Readonly<Record<string, unknown>>): readonly string[] => {
  const unfolding = unfold({ ...bulk, ...changes }, 'news-1');
  return unfolding.kind === 'wrong' ? unfolding.reasons : [];
};

describe('a message to several destinations', () => {
  it('is one message to each, with what all have and what only one has', () => {
    const destinations = [
      { to: ['jane@example.org'], data: { greeting: 'Hi Jane' }, headers: { 'X-Part': 'a' } },
      { to: ['joe@example.org'], cc: ['ann@example.org'], messageId: 'for-joe', tags: { v: 'b' } },
    ];
    const { messageId: _, ...common } = bulk;

    expect(unfold({ ...bulk, destinations }, 'news-1')).toEqual({
      kind: 'unfolded',
      messages: [
        {
          ...{ ...common, messageId: 'news-1.1', to: ['jane@example.org'] },
          headers: { 'X-List': 'news', 'X-Part': 'a' },
          template: { name: 'news', data: { month: 'May', greeting: 'Hi Jane' } },
        },
        {
          ...{ ...common, messageId: 'for-joe', to: ['joe@example.org'], cc: ['ann@example.org'] },
          tags: { campaign: 'may', v: 'b' },
        },
      ],
    });
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, RegExp]>([
    ['no list', { destinations: 'jane@example.org' }, /^destinations: is not a list/],
    ['an empty list', { destinations: [] }, /^destinations: is empty/],
    [
      'a list of 51',
      { destinations: Array.from({ length: 51 }, (_, n) => ({ to: [`${n}@example.org`] })) },
      /^destinations: are more than 50/,
    ],
    ['an address', { destinations: ['jane@example.org'] }, /^destinations\[0\]: is not an object/],
    ['an unknown field', { destinations: [{ too: [] }] }, /^destinations\[0\]: has 1 field that/],
    [
      'recipients of all',
      { to: ['a@example.org'], destinations: [{ to: [] }] },
      /^to: cannot be combined with destinations; put it into each/,
    ],
    ['raw mail', { raw: 'x', destinations: [{ to: [] }] }, /^raw: cannot be combined/],
    [
      'data without a template',
      { template: undefined, text: 'x', destinations: [{ data: {} }] },
      /^destinations\[0\]\.data: is for a template/,
    ],
    [
      'an id that is none',
      { messageId: 'news 1', destinations: [{ to: [] }] },
      /^messageId: is not a message id/,
    ],
    [
      'the same id twice',
      { destinations: [{ messageId: 'a' }, { messageId: 'a' }] },
      /^destinations: two have the same messageId/,
    ],
  ])('with %s is told what is wrong', (_, changes, reason) => {
    expect(wrong(changes)).toEqual([expect.stringMatching(reason)]);
  });

  it('repeats no value of the message in what is wrong', () => {
    const destinations = [{ 'jane@example.org': 1, data: 7 }, 'joe@example.org'];

    expect(wrong({ destinations, template: undefined }).join()).not.toMatch(/@example/);
  });

  it('is left to the rules where a destination alone is wrong', () => {
    const destinations = [{ to: ['nobody'] }, { to: ['joe@example.org'], headers: 7 }];
    const unfolded = unfoldBody(JSON.stringify({ ...bulk, destinations }), 'sqs-1');
    const context = {
      sqsMessageId: 'none',
      streams: basicStreams,
      queueLane: 'bulk',
      nowMs: 0,
    } as const;

    expect(
      unfolded?.kind === 'unfolded' &&
        unfolded.bodies.map((body) => validateMessage(body, context).kind),
    ).toEqual(['rejected', 'rejected']);
  });

  it('goes by the id of its queue record when it has none', () => {
    const body = JSON.stringify({
      from: 'a@example.com',
      destinations: [{ to: ['b@example.org'] }],
    });

    expect(unfoldBody(body, 'sqs-1')).toEqual({
      kind: 'unfolded',
      key: { tenantId: 'default', messageId: 'sqs-1' },
      bodies: [
        JSON.stringify({ from: 'a@example.com', messageId: 'sqs-1.1', to: ['b@example.org'] }),
      ],
    });
  });

  it('is refused for a number whose digits would change', () => {
    const body = `{"destinations":[{"data":{"id":653247040368672769}}],"template":{"name":"a"}}`;

    expect(unfoldBody(body, 'sqs-1')).toMatchObject({
      kind: 'rejected',
      reasons: [expect.stringMatching(/^destinations\[0\]\.data\.id: is a number whose digits/)],
    });
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"destinations":null}',
    '"destinations"',
    '{"to":["\\"destinations\\""]}',
  ])('is not what this is: %s', (body) => {
    expect(unfoldBody(body, 'sqs-1')).toBeUndefined();
  });

  it.each<readonly [string, string, RegExp]>([
    [
      'data nested too deeply to be written',
      `{"template":{"name":"a"},"destinations":[{"data":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}]}`,
      /^destinations\[0\]: is nested too deeply/,
    ],
    [
      'a text that fills a queue alone',
      JSON.stringify({ text: 'x'.repeat(1_048_560), destinations: [{}] }),
      /^message: is bigger than a queue takes/,
    ],
    [
      'a text that is large fifty times over',
      JSON.stringify({ text: 'x'.repeat(200_000), destinations: Array(50).fill({}) }),
      /^destinations: come to more than 8 MiB/,
    ],
  ])('with %s is refused, since it would come again for ever', (_, body, reason) => {
    expect(unfoldBody(body, 'sqs-1')).toMatchObject({
      kind: 'rejected',
      reasons: [expect.stringMatching(reason)],
    });
  });

  it('unfolds into bodies that a queue takes, whatever characters they have', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '\uFFFE', '\uFFFF', '"', '\\\\', '\u2028', 'é') }),
        (text) => {
          const body = JSON.stringify({ text, destinations: [{}, { tags: { a: text } }] });
          const unfolded = unfoldBody(body, 'sqs-1');
          const bodies = unfolded?.kind === 'unfolded' ? unfolded.bodies : [];

          expect(bodies).toHaveLength(2);
          for (const one of bodies) {
            expect(one).not.toMatch(/[\uFFFE\uFFFF]/);
            expect(bytesOf(one)).toBeLessThanOrEqual(queueLimits.bytes);
            expect(JSON.parse(one).text).toBe(text);
          }
        },
      ),
    );
  });

  it('unfolds into the same messages each time, one for each destination, whatever they hold', () => {
    const destination = fc.record(
      {
        to: fc.array(fc.emailAddress(), { maxLength: 3 }),
        data: fc.dictionary(fc.string(), fc.jsonValue()),
        tags: fc.dictionary(fc.string(), fc.string()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.array(destination, { minLength: 1, maxLength: 50 }),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (destinations, data) => {
          const given = { ...bulk, template: { name: 'news', data }, destinations };
          const once = unfold(given, 'news-1');
          if (once.kind === 'wrong') throw new Error(once.reasons.join());

          expect(unfold(structuredClone(given), 'news-1')).toEqual(once);
          expect(once.messages).toHaveLength(destinations.length);
          once.messages.forEach((one, index) => {
            const own = destinations[index];
            expect(one.to).toEqual(own?.to);
            expect(one.messageId).toBe(`news-1.${index + 1}`);
            expect(one.template).toEqual({ name: 'news', data: { ...data, ...own?.data } });
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
