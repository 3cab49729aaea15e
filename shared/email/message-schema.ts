import * as z from 'zod/mini';
import {
  address,
  attachment,
  base64,
  body,
  headerText,
  identity,
  moment,
  pattern,
  recipients,
  s3Object,
} from './message-fields.ts';
import { messageLimits } from './message-limits.ts';

const contactListName = pattern(
  /^[A-Za-z0-9_-]{1,64}$/,
  'is not a name of SES; use 1 to 64 of A-Z a-z 0-9 _ -',
);

const templateText = z
  .string()
  .check(
    z.maxLength(
      messageLimits.templateContent,
      `has more than ${messageLimits.templateContent} characters, which SES does not take; shorten it`,
    ),
  );

/** Contents of one SQS message: one mail. */
export const emailMessageSchema = z.strictObject({
  ...identity,
  /** Sender; its address or domain must be verified in SES. Default: the tenant's setting. */
  from: z.optional(address),
  replyTo: z.optional(
    z
      .array(address)
      .check(z.meta({ description: 'Addresses for replies.', maxItems: messageLimits.replyTo })),
  ),
  to: z.optional(
    z.array(address).check(recipients('to, cc and bcc together: 1 to 50 recipients.')),
  ),
  cc: z.optional(z.array(address).check(recipients('Copies, shown in the mail.'))),
  bcc: z.optional(z.array(address).check(recipients('Never shown in the mail.'))),
  subject: z.optional(
    headerText(messageLimits.headerValue).check(
      z.describe('Required with text or html; may be empty.'),
    ),
  ),
  text: z.optional(
    body('The mail as plain text; text, html or both, unless there is template or raw.'),
  ),
  html: z.optional(body('The mail as HTML.')),
  template: z.optional(
    z
      .strictObject({
        name: z.optional(
          pattern(
            /^[A-Za-z0-9_-]{1,64}$/,
            'is not the name of an SES template; use 1 to 64 of A-Z a-z 0-9 _ -',
          ).check(z.describe('Name of a template that is stored in SES.')),
        ),
        content: z.optional(
          z
            .strictObject({
              subject: templateText,
              text: z.optional(templateText),
              html: z.optional(templateText),
            })
            .check(z.describe('The template itself, in place of a name: subject, text, html.')),
        ),
        data: z.record(z.string(), z.unknown()),
      })
      .check(z.describe('An SES template, rendered by SES.')),
  ),
  raw: z.optional(
    base64(
      'A whole MIME message in base64; its Bcc and X-SES- headers are removed.',
      messageLimits.rawBase64,
    ),
  ),
  attachments: z.optional(
    z.array(attachment).check(
      z.meta({
        description: 'Together with everything else at most 40 MB once encoded.',
        maxItems: messageLimits.attachments,
      }),
    ),
  ),
  headers: z.optional(
    z
      .record(
        z
          .string()
          .check(
            z.maxLength(
              messageLimits.headerName,
              `has a name of more than ${messageLimits.headerName} characters; shorten it`,
            ),
            z.regex(
              /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
              'has a name that no header can have; use A-Z a-z 0-9 - _',
            ),
          ),
        headerText(messageLimits.headerValue),
      )
      .check(
        z.meta({
          description: 'Further headers, except those that the pipeline or SES sets.',
          maxProperties: messageLimits.headers,
        }),
      ),
  ),
  tags: z.optional(
    z
      .record(
        z
          .string()
          .check(
            z.maxLength(
              messageLimits.tag,
              `has a name of more than ${messageLimits.tag} characters; shorten it`,
            ),
            z.regex(
              /^(?:[A-Za-z0-9_-]+|ses:feedback-id-[a-d])$/,
              'has a name that SES does not take; use A-Z a-z 0-9 _ -, or ses:feedback-id-a to -d',
            ),
          ),
        z
          .string()
          .check(
            z.maxLength(
              messageLimits.tag,
              `has more than ${messageLimits.tag} characters; shorten it`,
            ),
            z.regex(
              /^[A-Za-z0-9_.@-]+$/,
              'has characters that SES does not take, or none; use A-Z a-z 0-9 _ - . @',
            ),
          ),
      )
      .check(
        z.meta({
          description: 'Names and values for metrics and events; never personal data.',
          maxProperties: messageLimits.tags,
        }),
      ),
  ),
  tracking: z.optional(
    z
      .strictObject({
        opens: z.optional(z.boolean()),
        clicks: z.optional(z.boolean()),
      })
      .check(
        z.describe('What SES tracks of this mail, where that differs from its stream’s setting.'),
      ),
  ),
  listManagement: z.optional(
    z
      .strictObject({
        contactList: contactListName,
        topic: z.optional(contactListName),
      })
      .check(
        z.describe(
          'Contact list of SES that is asked before sending, and whose links to leave SES puts in; for one recipient.',
        ),
      ),
  ),
  sendAfter: z.optional(
    moment.check(z.describe('Earliest time of sending; at most 13 days ahead.')),
  ),
  expiresAt: z.optional(
    moment.check(z.describe('Latest time of sending; after it the message ends as expired.')),
  ),
});

/** One mail as a producer writes it. */
export type EmailMessage = z.infer<typeof emailMessageSchema>;

/**
 * Contents of an SQS message whose mail is too large for SQS: the place of the mail in S3 (claim
 * check).
 */
export const messagePointerSchema = z.strictObject({
  ...identity,
  payload: z
    .strictObject({ s3: s3Object })
    .check(z.describe('The S3 object with the mail, a JSON object like the other form.')),
});

export type MessagePointer = z.infer<typeof messagePointerSchema>;

const { to, cc, bcc, headers, tags, messageId, raw: _, ...common } = emailMessageSchema.shape;

/** Fields of a destination: those of a mail that differ from one to the other. */
export const destinationFields = {
  ...{ to, cc, bcc, headers, tags, messageId },
  data: z.optional(
    z
      .record(z.string(), z.unknown())
      .check(z.describe('Data of the template, over those that all have in common.')),
  ),
};

/** Contents of an SQS message to several destinations, each by a mail of its own. */
export const bulkMessageSchema = z.strictObject({
  ...common,
  ...{ messageId, headers, tags },
  destinations: z
    .array(z.strictObject(destinationFields))
    .check(
      z.minLength(1),
      z.maxLength(messageLimits.destinations),
      z.describe(
        'Each gets a mail of its own, with an id of its own: that of the message and .1, .2, …',
      ),
    ),
});

/** A message to several destinations as a producer writes it. */
export type BulkMessage = z.infer<typeof bulkMessageSchema>;

/** All forms, for the published JSON Schema. */
export const queuedMessageSchema = z.union([
  emailMessageSchema,
  messagePointerSchema,
  bulkMessageSchema,
]);
