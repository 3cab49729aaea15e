import { describe, expect, it } from '@jest/globals';
import { withoutNulls } from '../../../shared/email/without-nulls.ts';

describe('withoutNulls', () => {
  it('takes out what is null in the message and in the objects in it', () => {
    expect(
      withoutNulls({
        cc: null,
        from: { name: null, address: 'a@example.com' },
        to: [{ name: null, address: 'b@example.org' }, 'c@example.org', null],
        headers: { 'X-A': null, 'X-B': '1' },
        attachments: [
          { filename: 'a', content: null, s3: { bucket: 'files', key: 'a', version: null } },
        ],
      }),
    ).toEqual({
      from: { address: 'a@example.com' },
      to: [{ address: 'b@example.org' }, 'c@example.org', null],
      headers: { 'X-B': '1' },
      attachments: [{ filename: 'a', s3: { bucket: 'files', key: 'a' } }],
    });
  });

  it('leaves the data of a template as it is', () => {
    const data = { a: null, b: [null], c: { d: null } };

    expect(withoutNulls({ template: { name: 'T', data, more: null } })).toEqual({
      template: { name: 'T', data },
    });
    expect(
      withoutNulls({ template: { name: null, content: { subject: '', html: null }, data } }),
    ).toEqual({ template: { content: { subject: '' }, data } });
    expect(withoutNulls({ template: null })).toEqual({});
  });
});
