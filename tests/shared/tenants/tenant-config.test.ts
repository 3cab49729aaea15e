import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  communicationConfigSchema,
  sesAccountSchema,
} from '../../../shared/tenants/communication-config.ts';
import type { Pauses } from '../../../shared/tenants/pauses.ts';
import { tenantSettingsSchema } from '../../../shared/tenants/settings.ts';
import { toConfig, wishOf, withSender } from '../../../shared/tenants/tenant-config.ts';

const region = 'eu-west-1';
/** Names as people and attackers write them; some no header can show. */
const name = fc.oneof(
  { arbitrary: fc.constantFrom('Clinic', 'Doe, "Jane"', 'Zoë', '診療所'), weight: 6 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 20 }), weight: 1 },
  { arbitrary: fc.constantFrom('a\nb', '=?utf-8?q?x?=', ' ', 'x'.repeat(257)), weight: 1 },
);
const address = fc.oneof(
  { arbitrary: fc.constantFrom('care@clinic.example', 'C@Ex.org', 'd@exämple.org'), weight: 8 },
  { arbitrary: fc.constantFrom('Zoë@exämple.org', 'a b'), weight: 1 },
);
const sender = <Address extends string, Name extends string>(one: Address, other: Name) =>
  fc.record({ [one]: address, [other]: name }, { requiredKeys: [] });

const documents = fc
  .tuple(
    sender('fromEmail', 'fromName'),
    sender('defaultFrom', 'defaultFromName'),
    fc.boolean(),
    fc.constantFrom('ses', 'aws-ses'),
  )
  .map(([from, defaults, enabled, provider]) => ({
    email: {
      primary: { provider, enabled, credentials: { region, ...from }, priority: 3 },
      fallback: [],
      ...defaults,
    },
  }));

describe('the configuration document', () => {
  it('that is taken becomes settings that can be read, and is given back', () => {
    let taken = 0;

    fc.assert(
      fc.property(documents, (given) => {
        const read = communicationConfigSchema.safeParse(given);
        if (!read.success) return;
        taken += 1;
        const { settings, provider, isEnabled } = wishOf(read.data, { refusedSubjects: ['*a*'] });
        expect(tenantSettingsSchema.safeParse(settings).success).toBe(true);
        const pause = { by: 'operator', since: 1, why: 'x' } as const;
        const pauses: Pauses = isEnabled ? {} : { 'switched-off': pause };
        const shown = toConfig({ settings, provider, pauses }, region);
        expect(communicationConfigSchema.parse(shown)).toEqual(shown);
        expect(wishOf(shown, settings)).toEqual(wishOf(shown, { refusedSubjects: ['*a*'] }));
        expect(shown.email.primary).toMatchObject({ enabled: isEnabled, priority: 3 });
      }),
      { numRuns: 1_000 },
    );

    expect(taken).toBeGreaterThan(100);
  });

  it.each([
    [{ fromEmail: 'a@clinic.example', fromName: 'a\nb' }],
    [{ fromEmail: 'a@clinic.example', fromName: '=?utf-8?q?x?=' }],
    [{ fromName: 'Clinic' }],
  ])('is refused with a sender that no header can show: %j', (credentials) => {
    const primary = { provider: 'ses', enabled: true, credentials };
    const read = communicationConfigSchema.safeParse({ email: { primary } });

    expect(read.error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'email.primary.credentials.fromName',
    ]);
    expect(sesAccountSchema.safeParse(credentials).success).toBe(false);
  });

  it('shows a sender that was set in another form as its fields', () => {
    const settings = { from: '"Doe, Jane" <Jane@Clinic.example>', defaultFrom: 'a@clinic.example' };
    const { email } = toConfig({ settings, pauses: {} }, region);

    expect(email.primary.credentials).toMatchObject({
      fromEmail: 'Jane@clinic.example',
      fromName: 'Doe, Jane',
    });
    expect(email).toMatchObject({ defaultFrom: 'a@clinic.example' });
    expect(communicationConfigSchema.safeParse({ email }).success).toBe(true);
  });
});

describe('withSender', () => {
  it('changes the sender where one is named, and nothing else', () => {
    const settings = { from: 'a@clinic.example', refusedSubjects: ['*a*'] };

    expect(withSender(settings, {})).toEqual(settings);
    expect(withSender(settings, { fromEmail: 'b@clinic.example' })).toEqual({
      ...settings,
      from: { address: 'b@clinic.example' },
    });
  });
});
