import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { messageLimits } from '../../../shared/email/message-limits.ts';
import {
  type ChoiceFacts,
  type ChosenApi,
  chooseApi,
  v1MimeBytes,
} from '../../../shared/ses-api/choose-api.ts';

const mebibyte = 1_048_576;
const raw = (byteLength: number): ChoiceFacts => ({ kind: 'raw', mime: { byteLength } });
const template = {
  kind: 'template',
  template: { kind: 'stored', name: 'welcome' },
  attachments: [],
} as const;
const v1: ChosenApi = { api: 'v1' };

describe('chooseApi', () => {
  it.each<readonly [what: string, mail: ChoiceFacts, expected: ChosenApi]>([
    ['a raw mail', raw(1_000), v1],
    ['a raw mail of 10 MB', raw(10 * mebibyte), v1],
    ['one byte more', raw(10 * mebibyte + 1), { api: 'v2', because: 'size' }],
    ['a raw mail of 40 MB', raw(40 * mebibyte), { api: 'v2', because: 'size' }],
    ['a template', template, v1],
    ['a template with no header', { ...template, headers: {} }, v1],
    [
      'a template with a header',
      { ...template, headers: { 'X-Order': '1' } },
      { api: 'v2', because: 'headers-of-template' },
    ],
    [
      'a template with an attachment',
      { ...template, attachments: [{}] },
      { api: 'v2', because: 'attachments-of-template' },
    ],
    [
      'a template in the call',
      { ...template, template: { kind: 'inline', subject: 'Hi', text: 'Hi', html: undefined } },
      { api: 'v2', because: 'template-in-call' },
    ],
    ['an SES tenant', { ...raw(1), sesTenant: 'acme' }, { api: 'v2', because: 'ses-tenant' }],
    [
      'a template of an SES tenant',
      { ...template, sesTenant: 'acme' },
      { api: 'v2', because: 'ses-tenant' },
    ],
    ['an SES tenant that is absent', { ...raw(1), sesTenant: undefined }, v1],
    ['tracking', { ...raw(1), tracking: { opens: false } }, { api: 'v2', because: 'tracking' }],
    [
      'list management',
      { ...template, listManagement: { contactList: 'news' } },
      { api: 'v2', because: 'list-management' },
    ],
  ])('sends %s by the API that can', (_, mail, expected) => {
    expect(chooseApi(mail)).toEqual(expected);
  });

  it('sends nothing by v1 that v1 cannot do, and all else', () =>
    fc.assert(
      fc.property(
        fc.nat(messageLimits.mimeBytes),
        fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
        fc.option(fc.record({ opens: fc.boolean() }), { nil: undefined }),
        fc.option(fc.record({ contactList: fc.string() }), { nil: undefined }),
        (bytes, sesTenant, tracking, listManagement) => {
          const isSimple = [sesTenant, tracking, listManagement].every((one) => one === undefined);
          const { api } = chooseApi({ ...raw(bytes), sesTenant, tracking, listManagement });

          expect(api === 'v1').toBe(isSimple && bytes <= v1MimeBytes);
        },
      ),
    ));
});
