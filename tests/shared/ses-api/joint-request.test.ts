import { describe, expect, it } from '@jest/globals';
import {
  jointKeyOf,
  mayGoJointly,
  ownBytesOf,
  scopeOfJointRefusal,
} from '../../../shared/ses-api/joint-request.ts';
import type { Mail, TemplatedMail } from '../../../shared/ses-api/ports.ts';
import { rawMail, templatedMail } from '../../support/sample-mail.ts';

const one: TemplatedMail = {
  ...templatedMail,
  destinations: ['jane@example.org'],
  to: ['jane@example.org'],
  cc: [],
};
const headers = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, place) => [`X-${place}`, 'y']));
const attachment = {
  ...{ filename: 'a.txt', contentType: 'text/plain', contentId: undefined },
  bytes: Buffer.from('one'),
};

describe('mayGoJointly', () => {
  it.each([
    ['a mail of a template to one', one, true],
    ['with an SES tenant', { ...one, sesTenant: 'acme' }, true],
    ['with fifteen headers', { ...one, headers: headers(15) }, true],
    ['with sixteen', { ...one, headers: headers(16) }, false],
    ['to two', templatedMail, false],
    ['raw', rawMail, false],
    ['with tracking of its own', { ...one, tracking: { opens: false } }, false],
    ['with a contact list', { ...one, listManagement: { contactList: 'news' } }, false],
    ['with an attachment', { ...one, attachments: [attachment] }, false],
  ] as readonly (readonly [string, Mail, boolean])[])('%s: %#', (_, mail, expected) => {
    expect(mayGoJointly(mail)).toBe(expected);
  });
});

describe('jointKeyOf', () => {
  it('is one for mails that differ in recipient, data, tags and headers', () => {
    const other: TemplatedMail = {
      ...one,
      destinations: ['joe@example.org'],
      to: [],
      bcc: ['joe@example.org'],
      templateData: '{"name":"Joe"}',
      tags: { other: 'tag' },
      headers: { 'X-Order': '7' },
    };

    expect(jointKeyOf(other)).toBe(jointKeyOf(one));
  });

  it.each([
    ['source', { source: 'other@example.com' }],
    ['configuration set', { configurationSet: 'other' }],
    ['SES tenant', { sesTenant: 'acme' }],
    ['reply addresses', { replyTo: [] }],
    ['template', { template: { kind: 'stored', name: 'other' } }],
    [
      'template in the call',
      { template: { kind: 'inline', subject: 'welcome', text: 'x', html: undefined } },
    ],
  ] as readonly (readonly [string, Partial<TemplatedMail>])[])('differs by %s', (_, change) => {
    expect(jointKeyOf({ ...one, ...change })).not.toBe(jointKeyOf(one));
  });
});

describe('ownBytesOf', () => {
  it('counts data, headers and tags as they are written, and no template', () => {
    const bytes = ownBytesOf(one);

    expect(ownBytesOf({ ...one, templateData: `${one.templateData}ä` })).toBe(bytes + 2);
    expect(ownBytesOf({ ...one, headers: { 'X-A': 'b' } })).toBeGreaterThan(bytes);
    expect(ownBytesOf({ ...one, tags: {} })).toBeLessThan(bytes);
    expect(ownBytesOf({ ...one, template: { kind: 'stored', name: 'x'.repeat(99) } })).toBe(bytes);
  });
});

describe('scopeOfJointRefusal', () => {
  it.each([
    ['rate', 'TooManyRequestsException', 'Maximum sending rate exceeded.', 'each'],
    ['rate', 'TooManyRequestsException', 'Rate exceeded', 'request'],
    ['rate', 'TooManyRequestsException', '', 'request'],
    ['configuration', 'AccessDeniedException', 'not authorized', 'request'],
    ['configuration', 'NotFoundException', 'Template x does not exist', 'one'],
    ['message', 'BadRequestException', 'Value at entry 2 is invalid', 'one'],
    ['quota', 'TooManyRequestsException', 'Daily message quota exceeded.', 'each'],
    ['paused', 'SendingPausedException', '', 'each'],
    ['set-paused', 'SendingPausedException', '', 'each'],
    ['tenant-paused', 'SendingPausedException', '', 'each'],
    ['later', 'TransientFailure', '', 'each'],
    ['unreachable', 'ECONNREFUSED', '', 'each'],
  ] as const)('is of a refusal %s, %s, "%s": %s', (kind, code, cause, scope) => {
    expect(scopeOfJointRefusal({ kind, code, cause })).toBe(scope);
  });
});
