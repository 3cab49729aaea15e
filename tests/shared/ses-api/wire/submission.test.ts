import { describe, expect, it } from '@jest/globals';
import { nestForm } from '../../../../shared/ses-api/wire/query-form.ts';
import { readQuerySubmission } from '../../../../shared/ses-api/wire/query-submission.ts';
import { readRestSubmission } from '../../../../shared/ses-api/wire/rest-submission.ts';
import type { Submission } from '../../../../shared/ses-api/wire/submission.ts';

type Form = Readonly<Record<string, string>>;

const query = (action: Parameters<typeof readQuerySubmission>[0], form: Form) => {
  const nested = nestForm(new Map(Object.entries(form)));
  if (nested.kind === 'refused') throw new Error(nested.message);
  return readQuerySubmission(action, nested.value);
};

const mailIn = (submitted: ReturnType<typeof readQuerySubmission>): Submission => {
  if (submitted.kind !== 'mail') throw new Error(JSON.stringify(submitted));
  return submitted.submission;
};

const bulkIn = (submitted: ReturnType<typeof readQuerySubmission>): readonly Submission[] => {
  if (submitted.kind !== 'bulk') throw new Error(JSON.stringify(submitted));
  return submitted.submissions;
};

describe('submission', () => {
  it('is the same from both APIs, but for the size that each takes', () => {
    const fromQuery = mailIn(
      query('SendEmail', {
        Source: 'Ann <ann@example.com>',
        'Destination.ToAddresses.member.1': 'b@example.net',
        'Destination.CcAddresses.member.1': 'c@example.net',
        'Destination.BccAddresses.member.1': 'd@example.net',
        'ReplyToAddresses.member.1': 'r@example.com',
        ReturnPath: 'bounces@example.com',
        'Message.Subject.Data': 'Hi',
        'Message.Subject.Charset': 'UTF-8',
        'Message.Body.Text.Data': 'text',
        'Tags.member.1.Name': 'campaign',
        'Tags.member.1.Value': 'x',
        ConfigurationSetName: 'bulk',
      }),
    );
    const fromRest = mailIn(
      readRestSubmission('SendEmail', {
        FromEmailAddress: 'Ann <ann@example.com>',
        Destination: {
          ToAddresses: ['b@example.net'],
          CcAddresses: ['c@example.net'],
          BccAddresses: ['d@example.net'],
        },
        ReplyToAddresses: ['r@example.com'],
        FeedbackForwardingEmailAddress: 'bounces@example.com',
        Content: {
          Simple: {
            Subject: { Data: 'Hi', Charset: 'UTF-8' },
            Body: { Text: { Data: 'text' } },
          },
        },
        EmailTags: [{ Name: 'campaign', Value: 'x' }],
        ConfigurationSetName: 'bulk',
      }),
    );

    expect(fromRest).toEqual({ ...fromQuery, maxBytes: 40 * 1024 * 1024 });
    expect(fromQuery).toMatchObject({
      destinations: ['b@example.net', 'c@example.net', 'd@example.net'],
      content: { kind: 'simple', to: ['b@example.net'], subject: { data: 'Hi', charset: 'UTF-8' } },
      maxBytes: 10 * 1024 * 1024,
    });
  });

  it('of a raw message has no envelope where the call names none', () => {
    const data = Buffer.from('From: a@example.com\r\n\r\nx').toString('base64');

    expect(mailIn(query('SendRawEmail', { 'RawMessage.Data': data })).destinations).toBeUndefined();
    expect(
      mailIn(readRestSubmission('SendEmail', { Content: { Raw: { Data: data } } })).destinations,
    ).toBeUndefined();
    expect(
      mailIn(query('SendRawEmail', { 'RawMessage.Data': data, 'Destinations.member.1': 'b@x.y' }))
        .destinations,
    ).toEqual(['b@x.y']);
  });

  it('keeps what only v2 can say', () => {
    expect(
      mailIn(
        readRestSubmission('SendEmail', {
          FromEmailAddressIdentityArn: 'arn:source',
          FeedbackForwardingEmailAddressIdentityArn: 'arn:return',
          TenantName: 'acme',
          EndpointId: 'a.b',
          ListManagementOptions: { ContactListName: 'news', TopicName: 'weekly' },
          ConfigurationOverrides: { Tracking: { OpenTrackingEnabled: 'DISABLED' } },
          Content: {
            Template: {
              TemplateContent: { Subject: 'Hi' },
              Attachments: [{ RawContent: 'AAE=', FileName: 'a', ContentDisposition: 'INLINE' }],
            },
          },
        }),
      ),
    ).toMatchObject({
      authorization: { sourceArn: 'arn:source', fromArn: undefined, returnPathArn: 'arn:return' },
      tenant: 'acme',
      endpointId: 'a.b',
      contactList: { name: 'news', topic: 'weekly' },
      tracking: { opens: 'DISABLED', clicks: undefined },
      content: {
        template: { kind: 'inline', subject: 'Hi', text: undefined, html: undefined },
        data: ['{}'],
        attachments: [{ content: Buffer.from([0, 1]), disposition: 'INLINE' }],
      },
    });
  });

  it.each([
    [{}, 'Content must hold one of Simple, Raw, Template.'],
    [
      { Raw: { Data: '' }, Template: { TemplateName: 'a' } },
      'Content must hold one of Simple, Raw, Template.',
    ],
    [
      { Template: { TemplateName: 'a', TemplateContent: {} } },
      'Template must hold one of TemplateName, TemplateArn, TemplateContent.',
    ],
    [{ Template: {} }, 'Template must hold one of TemplateName, TemplateArn, TemplateContent.'],
  ])('is refused with the content %j', (Content, message) => {
    expect(readRestSubmission('SendEmail', { Content })).toMatchObject({
      code: 'InvalidParameterValue',
      message,
    });
  });

  it('of a bulk has tags, headers and data of its own, which win over the default ones', () => {
    const [first, second] = bulkIn(
      readRestSubmission('SendBulkEmail', {
        FromEmailAddress: 'ann@example.com',
        DefaultEmailTags: [
          { Name: 'campaign', Value: 'x' },
          { Name: 'kind', Value: 'news' },
        ],
        DefaultContent: {
          Template: {
            TemplateName: 'Welcome',
            TemplateData: '{"a":1}',
            Headers: [
              { Name: 'X-One', Value: '1' },
              { Name: 'X-Two', Value: '2' },
            ],
          },
        },
        BulkEmailEntries: [
          { Destination: { ToAddresses: ['b@example.net'] } },
          {
            Destination: { ToAddresses: ['c@example.net'] },
            ReplacementTags: [{ Name: 'kind', Value: 'offer' }],
            ReplacementHeaders: [{ Name: 'x-two', Value: 'zwei' }],
            ReplacementEmailContent: {
              ReplacementTemplate: { ReplacementTemplateData: '{"a":2}' },
            },
          },
        ],
      }),
    );

    expect(first).toMatchObject({
      tags: [
        { name: 'campaign', value: 'x' },
        { name: 'kind', value: 'news' },
      ],
      content: { data: ['{"a":1}', '{}'] },
    });
    expect(second).toMatchObject({
      operation: 'SendBulkEmail',
      destinations: ['c@example.net'],
      tags: [
        { name: 'campaign', value: 'x' },
        { name: 'kind', value: 'offer' },
      ],
      content: {
        data: ['{"a":1}', '{"a":2}'],
        headers: [
          { name: 'X-One', value: '1' },
          { name: 'x-two', value: 'zwei' },
        ],
      },
    });
  });

  it.each([
    ['entries', Array.from({ length: 51 }, () => ({ Destination: {} }))],
    [
      'recipients',
      Array.from({ length: 26 }, () => ({ Destination: { ToAddresses: ['a@b.c', 'd@e.f'] } })),
    ],
  ])('of a bulk is refused with more than 50 %s', (_what, BulkEmailEntries) => {
    expect(
      readRestSubmission('SendBulkEmail', {
        DefaultContent: { Template: { TemplateName: 'Welcome' } },
        BulkEmailEntries,
      }),
    ).toMatchObject({ message: 'Recipient count exceeds 50.' });
  });
});
