import * as z from 'zod/mini';
import { holdsControlCharacter, holdsEncodedWord, readAddressField } from './address.ts';
import { messageLimits } from './message-limits.ts';
import { streams } from './streams.ts';

// The messages below are completed by describe-issues.ts to "<path>: <message>". None holds a value.

const isBase64 = (text: string): boolean =>
  text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.replace(/={1,2}$/, ''));

/** Text that becomes part of a header. */
const headerText = (max: number) =>
  z.string().check(
    z.maxLength(max, `has more than ${max} characters; shorten it`),
    z.refine(
      (text) => !holdsControlCharacter(text),
      'holds a line break or another control character; take it out',
    ),
    z.refine(
      (text) => !holdsEncodedWord(text),
      'is MIME-encoded already; write it as plain text, it is encoded on the way out',
    ),
  );

const pattern = (expression: RegExp, message: string) =>
  z.string().check(z.regex(expression, message));

const base64 = (what: string, maxLength: number) =>
  z
    .string()
    .check(
      z.maxLength(
        maxLength,
        'is more than 10 MB, which SES does not take; link to large files instead',
      ),
      z.refine(
        isBase64,
        'is not base64; use the standard alphabet with padding and without line breaks',
      ),
      z.meta({ description: what, contentEncoding: 'base64' }),
    );

const address = z
  .union([
    z.string().check(
      z.meta({
        description: 'jane@example.com or Jane <jane@example.com>',
        maxLength: messageLimits.address,
      }),
    ),
    z.strictObject({
      name: z.optional(z.string().check(z.meta({ maxLength: messageLimits.displayName }))),
      address: z.string().check(z.meta({ maxLength: messageLimits.address })),
    }),
  ])
  .check(
    (context) => {
      const reading = readAddressField(context.value);
      if (reading.kind === 'unreadable')
        context.issues.push({ code: 'custom', input: context.value, message: reading.problem });
    },
    z.meta({
      id: 'address',
      description: 'In any language, though the part before the @ must be ASCII.',
    }),
  );

const s3Object = z
  .strictObject({
    bucket: pattern(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is no name of a bucket; correct it'),
    key: z
      .string()
      .check(
        z.minLength(1, 'is empty; name the object'),
        z.maxLength(1024, 'has more than 1024 characters; correct it'),
      ),
  })
  .check(z.meta({ id: 's3Object' }));

const contentTypePattern =
  /^[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+(?: ?; ?[A-Za-z0-9!#$&^_.+-]+=(?:[A-Za-z0-9!#$&^_.+-]+|"[ !#-[\]-~]*"))*(?: ?; ?)?$/;

const attachment = z.strictObject({
  filename: headerText(255).check(z.minLength(1, 'is empty; give the file a name')),
  contentType: z.string().check(
    z.maxLength(255, 'has more than 255 characters; shorten it'),
    z.regex(contentTypePattern, 'is no content type; write it like application/pdf'),
    z.refine(
      (type) => !/^(?:multipart|message)\//i.test(type),
      'cannot be attached as multipart or message; use application/octet-stream',
    ),
  ),
  content: z.optional(
    base64(
      'The bytes in base64; either this or s3, whose object is read when the mail is sent.',
      messageLimits.mimeBytes,
    ),
  ),
  s3: z.optional(s3Object),
  contentId: z.optional(
    pattern(
      /^[A-Za-z0-9._@+-]{1,78}$/,
      'is no content id; use 1 to 78 of A-Z a-z 0-9 . _ @ + -',
    ).check(z.describe('Shows the attachment inside html, as <img src="cid:…">.')),
  ),
});

const identity = {
  messageId: z.optional(
    pattern(
      /^[A-Za-z0-9_.@-]{1,128}$/,
      'is no message id; use 1 to 128 of A-Z a-z 0-9 _ . @ -',
    ).check(z.describe('Idempotency key, unique per tenant; the queue’s own id when absent.')),
  ),
  tenantId: z.optional(
    pattern(/^[A-Za-z0-9_-]{1,64}$/, 'is no tenant id; use 1 to 64 of A-Z a-z 0-9 _ -').check(
      z.describe('On whose behalf; "default" when absent.'),
    ),
  ),
  stream: z.optional(
    z
      .enum(streams)
      .check(
        z.describe(
          'The kind of mail; the queue has to agree. When absent: transactional on the transactional queue, marketing on the bulk queue.',
        ),
      ),
  ),
};

const recipients = (description: string) =>
  z.meta({ description, maxItems: messageLimits.recipients });

/** No more bytes than characters fit into a mail, so this only spares reading what never could. */
const body = (description: string) =>
  z
    .string()
    .check(
      z.maxLength(
        messageLimits.mimeBytes,
        'is more than 10 MB, which SES does not take; shorten it',
      ),
      z.describe(description),
    );

const moment = z.iso.datetime({
  offset: true,
  error: 'is no ISO time; write it like 2030-01-31T09:00:00Z',
});

/** What one SQS message holds: one mail. */
export const emailMessageSchema = z.strictObject({
  ...identity,
  /** Its domain or address has to be verified in SES. */
  from: address,
  replyTo: z.optional(
    z
      .array(address)
      .check(z.meta({ description: 'Where answers go.', maxItems: messageLimits.replyTo })),
  ),
  to: z.optional(
    z.array(address).check(recipients('to, cc and bcc together: 1 to 50 recipients.')),
  ),
  cc: z.optional(z.array(address).check(recipients('Copies, shown in the mail.'))),
  bcc: z.optional(z.array(address).check(recipients('Never shown in the mail.'))),
  subject: z.optional(
    headerText(messageLimits.headerValue).check(
      z.describe('Needed with text or html; may be empty.'),
    ),
  ),
  text: z.optional(
    body('The mail as plain text; text, html or both, unless there is template or raw.'),
  ),
  html: z.optional(body('The mail as HTML.')),
  template: z.optional(
    z
      .strictObject({
        name: pattern(
          /^[A-Za-z0-9_-]{1,64}$/,
          'is no name of an SES template; use 1 to 64 of A-Z a-z 0-9 _ -',
        ),
        data: z.record(z.string(), z.unknown()),
      })
      .check(z.describe('An SES template, rendered by SES.')),
  ),
  raw: z.optional(
    base64(
      'A whole MIME message in base64; its Bcc and X-SES- headers are taken out.',
      messageLimits.rawBase64,
    ),
  ),
  attachments: z.optional(
    z.array(attachment).check(
      z.meta({
        description: 'With everything else at most 10 MB once encoded.',
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
          description: 'Further headers, none that the pipeline or SES sets itself.',
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
  sendAfter: z.optional(moment.check(z.describe('Not before then; at most 13 days ahead.'))),
  expiresAt: z.optional(moment.check(z.describe('Not after then: the message ends as expired.'))),
});

/** One mail, as a service writes it. */
export type EmailMessage = z.infer<typeof emailMessageSchema>;

/** What an SQS message holds when its mail is too big for SQS: where the mail lies (claim check). */
export const messagePointerSchema = z.strictObject({
  ...identity,
  payload: z
    .strictObject({ s3: s3Object })
    .check(z.describe('The object that holds the mail, a JSON object like the other form.')),
});

export type MessagePointer = z.infer<typeof messagePointerSchema>;

/** Both forms, for the published JSON Schema. */
export const queuedMessageSchema = z.union([emailMessageSchema, messagePointerSchema]);
