import { describe, expect, it } from '@jest/globals';
import { applySettings } from '../../../shared/tenants/apply-settings.ts';
import { type TenantSettings, tenantSettingsSchema } from '../../../shared/tenants/settings.ts';
import { base64, mail, mailWithout, validate } from '../email/message-builder.ts';

/** What becomes of a message under these settings, which have to keep the schema. */
const applied = (message: unknown, settings: unknown) => {
  const validation = validate(message);
  if (validation.kind !== 'valid') throw new Error(JSON.stringify(validation));
  return applySettings(validation.message, tenantSettingsSchema.parse(settings));
};
const reasons = (message: unknown, settings: TenantSettings): readonly string[] => {
  const result = applied(message, settings);
  return result.kind === 'refused' ? result.reasons : [];
};
const raw = (...lines: readonly string[]) => ({
  from: 'shop@example.com',
  to: ['jane@example.org'],
  raw: base64([...lines, '', 'Hello.', ''].join('\r\n')),
});

describe('applySettings', () => {
  it('takes From and Reply-To of the settings where the message names none', () => {
    const settings = {
      from: { name: 'Zoë', address: 'z@example.com' },
      replyTo: ['r@example.com'],
    };

    const result = applied(mailWithout(['from', 'replyTo']), settings);

    expect(result).toMatchObject({
      kind: 'ready',
      message: {
        from: {
          canonical: 'z@example.com',
          header: expect.stringMatching(/^=\?.*z@example\.com>/),
        },
        replyTo: [{ canonical: 'r@example.com' }],
      },
    });
  });

  it('leaves From and Reply-To of the message as they are', () => {
    const message = mail({ from: 'own@example.com', replyTo: ['me@example.com'] });

    expect(applied(message, { from: 'z@example.com', replyTo: ['r@example.com'] })).toMatchObject({
      kind: 'ready',
      message: {
        from: { canonical: 'own@example.com' },
        replyTo: [{ canonical: 'me@example.com' }],
      },
    });
  });

  it('refuses a message without a sender anywhere', () => {
    expect(reasons(mailWithout(['from']), {})).toEqual([
      expect.stringMatching(/^from: is missing, .*add it/),
    ]);
  });

  it('refuses senders that the settings do not allow, be they the default', () => {
    const settings = { allowedSenders: ['example.com'] };

    expect(reasons(mail({ from: 'a@mail.example.com' }), settings)).toEqual([]);
    expect(reasons(mail({ from: 'a@example.net' }), settings)).toEqual([
      expect.stringMatching(/^from: is no sender/),
    ]);
    expect(reasons(mailWithout(['from']), { ...settings, from: 'a@example.net' })).toEqual([
      expect.stringMatching(/^from: is no sender/),
    ]);
  });

  it('holds a template against its sender alone: SES puts its subject together', () => {
    const template = {
      from: 'shop@example.com',
      to: ['jane@example.org'],
      template: { name: 'welcome', data: { subject: 'Your SSN' } },
    };
    const settings = { allowedSenders: ['shop@example.com'], refusedSubjects: ['*ssn*'] };

    expect(reasons(template, settings)).toEqual([]);
    expect(reasons({ ...template, from: 'boss@example.net' }, settings)).toHaveLength(1);
  });

  it.each([
    ['From: shop@example.com', true],
    ['From: "Doe, Jane" <shop@example.com>', true],
    ['From: Jane\r\n <shop@example.com>', true],
    ['From: boss@example.net', false],
    ['From: shop@example.com, boss@example.net', false],
    ['From: nobody', false],
  ])('looks at the From header of a raw message: %s', (from, isAllowed) => {
    const settings = { allowedSenders: ['shop@example.com'] };

    expect(reasons(raw(from, 'Subject: x'), settings)).toEqual(
      isAllowed ? [] : [expect.stringMatching(/^raw: has a From header/)],
    );
  });

  it.each([
    ['a written message', mail({ subject: 'Your SSN' })],
    ['a raw message', raw('From: shop@example.com', 'Subject: Your SSN')],
    [
      'a raw message whose subject is encoded',
      raw('From: shop@example.com', 'Subject: =?utf-8?B?WW91ciBTU04=?='),
    ],
    [
      'a raw message whose subject is folded',
      raw('From: shop@example.com', 'Subject: Your', ' SSN'),
    ],
  ])('refuses a subject of %s that matches a pattern, without a word of it', (_, message) => {
    expect(reasons(message, { refusedSubjects: ['*your ssn*'] })).toEqual([
      expect.stringMatching(/^subject: matches a pattern/),
    ]);
    expect(reasons(message, { refusedSubjects: ['*mrn*'] })).toEqual([]);
    expect(reasons(message, { refusedSubjects: ['*your ssn*'] }).join()).not.toMatch(/ssn/i);
  });
});

describe('tenant settings', () => {
  it.each([
    [{ allowedSenders: ['*'] }],
    [{ allowedSenders: Array(101).fill('example.com') }],
    [{ refusedSubjects: ['**'] }],
    [{ refusedSubjects: ['x'.repeat(101)] }],
    [{ from: 'nobody' }],
    [{ streams: { Invoices: {} } }],
    [{ streams: { marketing: { title: '' } } }],
    [{ streams: Object.fromEntries(Array.from({ length: 21 }, (_, one) => [`s${one}`, {}])) }],
    [{ streams: { marketing: { configurationSet: 'a b' } } }],
    [{ fromm: 'a@example.com' }],
  ])('do not take %j', (settings) => {
    expect(tenantSettingsSchema.safeParse(settings).success).toBe(false);
  });
});
