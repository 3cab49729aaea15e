import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalAddress } from '../../../shared/email/address.ts';
import type { FeedbackEvent } from '../../../shared/feedback/feedback-event.ts';
import { parseEvents } from '../../../shared/feedback/parse-event.ts';
import { recordEvents } from '../../../shared/feedback/record-events.ts';
import { suppressionFor } from '../../../shared/suppression/policy.ts';
import { memoryFeedback } from '../../fakes/memory-feedback.ts';
import { brokenEvent } from '../../fixtures/events/mutate.ts';

const runs = Number(process.env.FUZZ_RUNS ?? 1_500);
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** Every text in a document, texts inside JSON texts included. */
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') {
    try {
      return [value, ...textsIn(JSON.parse(value))];
    } catch {
      return [value];
    }
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** Everything called by one of these names, at any depth. */
const valuesOf = (value: unknown, names: readonly string[]): readonly unknown[] => {
  if (typeof value === 'string') {
    try {
      return valuesOf(JSON.parse(value), names);
    } catch {
      return [];
    }
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(names.includes(name) ? [inner] : []),
    ...valuesOf(inner, names),
  ]);
};

const suppressedBy = (
  content: unknown,
): readonly { readonly event: FeedbackEvent; readonly address: string }[] =>
  parseEvents(content).flatMap((found) =>
    found.kind === 'event'
      ? suppressionFor(found.event, { tenantId: 'clinic', nowMs: 0 }).map(({ address }) => ({
          event: found.event,
          address,
        }))
      : [],
  );

describe('parse event, with broken events', () => {
  it('always answers, with at least one thing of a known kind', () => {
    fc.assert(
      fc.property(seed, (one) => {
        const found = parseEvents(brokenEvent(one).content);
        expect(found.length).toBeGreaterThan(0);
        for (const { kind } of found) expect(['event', 'ignored', 'invalid']).toContain(kind);
      }),
      { numRuns: runs },
    );
  });

  it('answers for any JSON and any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.jsonValue(), fc.anything()),
        (content) => {
          expect(parseEvents(content).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: runs },
    );
  });

  it('never suppresses somebody whom no list of bounced or complained recipients names', () => {
    fc.assert(
      fc.property(seed, (one) => {
        const { content } = brokenEvent(one);
        for (const { event, address } of suppressedBy(content)) {
          const lists = valuesOf(content, [
            event.kind === 'bounce' ? 'bouncedRecipients' : 'complainedRecipients',
          ]);
          expect(lists.flatMap(textsIn).map(canonicalAddress)).toContain(address);
        }
      }),
      { numRuns: runs },
    );
  });

  it('never suppresses on anything but a permanent bounce, or a complaint that is not not-spam', () => {
    fc.assert(
      fc.property(seed, (one) => {
        const { content } = brokenEvent(one);
        for (const { event } of suppressedBy(content)) {
          const types = valuesOf(content, [
            event.kind === 'bounce' ? 'bounceType' : 'complaintFeedbackType',
          ]);
          const spelled = types.map((type) =>
            typeof type === 'string' ? type.trim().toLowerCase() : '',
          );
          if (event.kind === 'bounce') expect(spelled).toContain('permanent');
          else
            expect([
              event.kind,
              types.length > 0 && spelled.every((type) => type === 'not-spam'),
            ]).toEqual(['complaint', false]);
        }
      }),
      { numRuns: runs },
    );
  });

  it('changes nothing that all objects share', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).toSorted();

    fc.assert(
      fc.property(seed, (one) => {
        parseEvents(brokenEvent(one).content);
        expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  it('recording them does not reject, and fails exactly those that cannot be understood', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(seed, { maxLength: 8 }), async (seeds) => {
        const contents = seeds.map((one) => brokenEvent(one).content);
        const failed = await recordEvents(
          contents.map((content, index) => ({ id: String(index), content })),
          memoryFeedback().ports,
        );
        expect(failed).toEqual(
          contents.flatMap((content, index) =>
            parseEvents(content).some(({ kind }) => kind === 'invalid') ? [index] : [],
          ),
        );
      }),
      { numRuns: Math.ceil(runs / 8) },
    );
  });
});
