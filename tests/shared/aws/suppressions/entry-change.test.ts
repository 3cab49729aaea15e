import { describe, expect, it } from '@jest/globals';
import { eventChange, operatorChange } from '../../../../shared/aws/suppressions/entry-change.ts';
import type { SuppressionEntry } from '../../../../shared/suppression/suppression-entry.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const dayMs = 86_400_000;
const entryOf = (changes: Partial<SuppressionEntry> = {}): SuppressionEntry => ({
  address: 'a@example.com',
  scope: 'tenant#clinic-1',
  reason: 'bounce',
  detail: 'Permanent/General',
  source: 'event-1',
  sinceMs: noon,
  expiresAtMs: undefined,
  ...changes,
});

const forEver = 'attribute_not_exists(#reason) OR attribute_exists(#reason.#until)';
const sooner = 'attribute_not_exists(#reason) OR #reason.#until < :until';

describe('entry-change', () => {
  it.each([
    [
      'for ever',
      undefined,
      `(${forEver} OR (attribute_not_exists(#reason.#until) AND #reason.#at < :at))`,
    ],
    [
      'until a time',
      noon + dayMs,
      `(${sooner} OR (#reason.#until = :until AND #reason.#at < :at))`,
    ],
  ])(
    'writes an event that holds %s over a shorter or an older entry, and after a removal alone',
    (_, expiresAtMs, supersedes) => {
      const { condition, values, keepUntilMs } = eventChange(entryOf({ expiresAtMs }));

      expect(condition).toBe(
        `${supersedes} AND (attribute_not_exists(#removed) OR #removed.#at < :at)`,
      );
      expect(values?.[':at']).toBe(noon);
      expect(values?.[':until']).toBe(expiresAtMs);
      expect(keepUntilMs).toBe(expiresAtMs && expiresAtMs + 90 * dayMs);
    },
  );

  it.each([
    ['bounce', [], `(${forEver})`],
    ['complaint', ['notSpamAt'], `((${forEver}) OR attribute_exists(notSpamAt))`],
    ['soft-bounce', ['deliveredAt'], `((${forEver}) OR attribute_exists(deliveredAt))`],
  ] as const)(
    'writes what an operator says of a %s over a shorter entry, or over what took it back',
    (reason, remove, condition) => {
      expect(operatorChange(entryOf({ reason }))).toMatchObject({
        set: ['#reason = :fact'],
        remove,
        condition,
        names: { '#reason': reason, '#until': 'until' },
      });
    },
  );
});
