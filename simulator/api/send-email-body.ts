import * as z from 'zod';

const content = z.object({ Data: z.string(), Charset: z.string().optional() });

const addresses = z.array(z.string()).default([]);

/** Names and values that SES allows in custom headers. */
const header = z.object({
  Name: z.string().regex(/^[!-9;-@A-~]{1,126}$/),
  Value: z.string().regex(/^[ -~]{1,995}$/),
});

const base64 = z.string().transform((text) => Buffer.from(text, 'base64'));

const attachment = z.object({
  RawContent: base64,
  FileName: z.string().max(255),
  ContentType: z
    .string()
    .regex(/^[ -~]{1,78}$/)
    .default('application/octet-stream'),
});

export const headers = z.array(header).max(15).default([]);
export const attachments = z.array(attachment).default([]);

/**
 * The members of SendEmail's body that the simulator reads; call-members.ts has those that it
 * refuses.
 */
export const sendEmailBody = z.object({
  FromEmailAddress: z.string().optional(),
  Destination: z
    .object({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses })
    .optional(),
  ReplyToAddresses: addresses,
  FeedbackForwardingEmailAddress: z.string().optional(),
  Content: z.object({
    Simple: z
      .object({
        Subject: content,
        Body: z.object({ Text: content.optional(), Html: content.optional() }),
        Headers: headers,
        Attachments: attachments,
      })
      .optional(),
    Raw: z.object({ Data: base64 }).optional(),
    Template: z
      .object({
        TemplateName: z.string().optional(),
        TemplateContent: z
          .object({
            Subject: z.string().default(''),
            Text: z.string().optional(),
            Html: z.string().optional(),
          })
          .optional(),
        TemplateData: z.string().max(262_144).default('{}'),
        Headers: headers,
        Attachments: attachments,
      })
      .optional(),
  }),
  EmailTags: z
    .array(z.object({ Name: z.string().default(''), Value: z.string().default('') }))
    .default([]),
  ConfigurationSetName: z.string().optional(),
  TenantName: z.string().optional(),
});

export type SendEmailBody = z.infer<typeof sendEmailBody>;
