import * as z from 'zod/mini';
import { tenantIdForm } from '../tenants/names.ts';
import { holdsControlCharacter, holdsEncodedWord, readAddressField } from './address.ts';
import { messageLimits } from './message-limits.ts';
import { streamForm } from './streams.ts';

// describe-issues.ts completes the messages below to "<path>: <message>". None contains a value.

const isBase64 = (text: string): boolean =>
  text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.replace(/={1,2}$/, ''));

/** Text that becomes part of a header. */
export const headerText = (max: number) =>
  z.string().check(
    z.maxLength(max, `has more than ${max} characters; shorten it`),
    z.refine(
      (text) => !holdsControlCharacter(text),
      'contains a line break or another control character; remove it',
    ),
    z.refine(
      (text) => !holdsEncodedWord(text),
      'is MIME-encoded already; write it as plain text, it is encoded on the way out',
    ),
  );

export const pattern = (expression: RegExp, message: string) =>
  z.string().check(z.regex(expression, message));

export const base64 = (what: string, maxLength: number) =>
  z
    .string()
    .check(
      z.maxLength(maxLength, 'is more than 10 MB; put it into S3 and name it as an attachment'),
      z.refine(
        isBase64,
        'is not base64; use the standard alphabet with padding and without line breaks',
      ),
      z.meta({ description: what, contentEncoding: 'base64' }),
    );

export const address = z
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
      description: 'In any language, but the part before the @ must be ASCII.',
    }),
  );

export const s3Object = z
  .strictObject({
    bucket: pattern(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is not a valid bucket name; correct it'),
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

export const attachment = z.strictObject({
  filename: headerText(255).check(z.minLength(1, 'is empty; give the file a name')),
  contentType: z.string().check(
    z.maxLength(255, 'has more than 255 characters; shorten it'),
    z.regex(contentTypePattern, 'is not a content type; write it like application/pdf'),
    z.refine(
      (type) => !/^(?:multipart|message)\//i.test(type),
      'cannot be attached as multipart or message; use application/octet-stream',
    ),
  ),
  content: z.optional(
    base64(
      'The bytes in base64; either this or s3, whose object is read when the mail is sent.',
      messageLimits.fieldBytes,
    ),
  ),
  s3: z.optional(s3Object),
  contentId: z.optional(
    pattern(
      /^[A-Za-z0-9._@+-]{1,78}$/,
      'is not a content id; use 1 to 78 of A-Z a-z 0-9 . _ @ + -',
    ).check(z.describe('Shows the attachment inside html, as <img src="cid:…">.')),
  ),
});

/** Form of a message's id. */
export const messageIdForm = /^[A-Za-z0-9_.@-]{1,128}$/;

export const notAnId = 'is not a message id; use 1 to 128 of A-Z a-z 0-9 _ . @ -';

export const identity = {
  messageId: z.optional(
    pattern(messageIdForm, notAnId).check(
      z.describe('Idempotency key, unique per tenant; the queue’s own id when absent.'),
    ),
  ),
  tenantId: z.optional(
    pattern(
      tenantIdForm,
      'is not a tenant id; use 1 to 64 of A-Z a-z 0-9 _ -, but not the reserved name unassigned',
    ).check(z.describe('Tenant for whom the mail is sent; "default" when absent.')),
  ),
  stream: z.optional(
    pattern(streamForm, 'is no name of a stream; use 1 to 32 of a-z 0-9 -').check(
      z.describe(
        'The kind of mail: transactional, notifications, marketing or a stream of the deployment; it must belong to the queue. When absent: transactional on the transactional queue, marketing on the bulk queue.',
      ),
    ),
  ),
};

export const recipients = (description: string) =>
  z.meta({ description, maxItems: messageLimits.recipients });

/**
 * A body of the mail, of at most {@link messageLimits.fieldBytes} characters. What fits into the
 * whole mail is checked by the rules and by buildMime.
 */
export const body = (description: string) =>
  z
    .string()
    .check(
      z.maxLength(messageLimits.fieldBytes, 'is more than 10 MB; shorten it'),
      z.describe(description),
    );

export const moment = z.iso.datetime({
  offset: true,
  error: 'is not an ISO time; write it like 2030-01-31T09:00:00Z',
});
