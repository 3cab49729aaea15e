import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { queryCalls } from '../../../../shared/ses-api/wire/query-calls.ts';
import { nestForm, readForm } from '../../../../shared/ses-api/wire/query-form.ts';
import { readQuerySubmission } from '../../../../shared/ses-api/wire/query-submission.ts';
import { readMembers } from '../../../../shared/ses-api/wire/read-members.ts';
import { readRestCall } from '../../../../shared/ses-api/wire/rest-call.ts';
import { restCalls } from '../../../../shared/ses-api/wire/rest-calls.ts';
import { readRestSubmission } from '../../../../shared/ses-api/wire/rest-submission.ts';

/** Names that SES's calls have, so that what is drawn gets past the first of them. */
const names = [
  ...['Content', 'Simple', 'Raw', 'Data', 'Template', 'TemplateName', 'Subject', 'Body', 'Text'],
  ...['Destination', 'ToAddresses', 'EmailTags', 'Name', 'Value', 'BulkEmailEntries', 'Headers'],
  ...['DefaultContent', 'Source', 'Message', 'RawMessage', 'Destinations', 'Tags', '__proto__'],
];

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
  ),
})).value;

const path = fc
  .array(fc.constantFrom(...names, 'member', '1', '2', 'x'), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join('.'));

const kinds = ['read', 'mail', 'bulk', 'refused'];

describe('the wire form', () => {
  it('property: reads or refuses any JSON, and never throws', () =>
    fc.assert(
      fc.property(json, (value) => {
        const call = readRestCall({
          method: 'POST',
          url: '/v2/email/outbound-emails',
          body: JSON.stringify(value),
        });
        if (call.kind === 'refused') return;
        for (const name of ['SendEmail', 'SendBulkEmail'] as const)
          expect(kinds).toContain(readRestSubmission(name, call.members).kind);
        for (const schema of Object.values(restCalls))
          expect(kinds).toContain(readMembers(schema, call.members, 'rest').kind);
      }),
      { numRuns: 200 },
    ));

  it('property: reads or refuses any form, and never throws', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(path, fc.string()), { maxLength: 12 }), (pairs) => {
        const form = readForm(Buffer.from(new URLSearchParams(pairs).toString()));
        if (form.kind === 'refused') return;
        const nested = nestForm(form.parameters);
        if (nested.kind === 'refused') return;
        for (const action of ['SendEmail', 'SendRawEmail', 'SendBulkTemplatedEmail'] as const)
          expect(kinds).toContain(readQuerySubmission(action, nested.value).kind);
        for (const schema of Object.values(queryCalls))
          expect(kinds).toContain(readMembers(schema, nested.value, 'query').kind);
      }),
      { numRuns: 200 },
    ));

  it('property: reads back a mail from the form that says it', () =>
    fc.assert(
      fc.property(
        fc.record({
          source: fc.string({ unit: 'grapheme' }),
          to: fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 12 }),
          text: fc.string({ unit: 'grapheme' }),
          tags: fc.array(fc.record({ name: fc.string(), value: fc.string() }), { maxLength: 3 }),
        }),
        ({ source, to, text, tags }) => {
          const form = new URLSearchParams({
            Source: source,
            'Message.Subject.Data': 'Hi',
            'Message.Body.Text.Data': text,
          });
          for (const [index, address] of to.entries())
            form.append(`Destination.ToAddresses.member.${index + 1}`, address);
          for (const [index, { name, value }] of tags.entries()) {
            form.append(`Tags.member.${index + 1}.Name`, name);
            form.append(`Tags.member.${index + 1}.Value`, value);
          }

          const read = readForm(Buffer.from(form.toString()));
          const nested = read.kind === 'form' ? nestForm(read.parameters) : read;
          if (nested.kind === 'refused') throw new Error(nested.message);
          expect(readQuerySubmission('SendEmail', nested.value)).toMatchObject({
            kind: 'mail',
            submission: { source, destinations: to, content: { to, text: { data: text } }, tags },
          });
        },
      ),
    ));
});
