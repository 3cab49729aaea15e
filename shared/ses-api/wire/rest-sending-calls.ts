import * as z from 'zod';
import { blob, enabled, list, name, text } from './rest-members.ts';

const content = z.object({ Data: text, Charset: text.optional() });

const destination = z.object({
  ToAddresses: list(text).default([]),
  CcAddresses: list(text).default([]),
  BccAddresses: list(text).default([]),
});

/** Names and values that SES allows in custom headers. */
const headers = z
  .array(
    z.object({
      Name: text.max(126).regex(/^[!-9;-@A-~]+$/),
      Value: text
        .min(1)
        .max(995)
        .regex(/^[ -~]*$/),
    }),
  )
  .max(15)
  .default([]);

const attachments = list(
  z.object({
    RawContent: blob,
    FileName: text.max(255),
    ContentType: text.min(1).max(78).optional(),
    ContentDisposition: z.enum(['ATTACHMENT', 'INLINE']).optional(),
    ContentDescription: text.max(1000).optional(),
    ContentId: text.min(1).max(78).optional(),
    ContentTransferEncoding: z.enum(['BASE64', 'QUOTED_PRINTABLE', 'SEVEN_BIT']).optional(),
  }),
).default([]);

/** SES has its own error text for a tag without name or value, so both may be absent here. */
const tags = list(z.object({ Name: text.default(''), Value: text.default('') })).default([]);

const templateData = text.max(262_144);

const template = z.object({
  TemplateName: name.optional(),
  TemplateArn: name.optional(),
  TemplateContent: z
    .object({ Subject: text.optional(), Text: text.optional(), Html: text.optional() })
    .optional(),
  TemplateData: templateData.optional(),
  Headers: headers,
  Attachments: attachments,
});

const sending = {
  FromEmailAddress: text.optional(),
  FromEmailAddressIdentityArn: name.optional(),
  ReplyToAddresses: list(text).default([]),
  FeedbackForwardingEmailAddress: text.optional(),
  FeedbackForwardingEmailAddressIdentityArn: name.optional(),
  ConfigurationSetName: text.optional(),
  EndpointId: text.optional(),
  TenantName: name.optional(),
  ConfigurationOverrides: z
    .object({
      Tracking: z
        .object({
          OpenTrackingEnabled: enabled.optional(),
          ClickTrackingEnabled: enabled.optional(),
        })
        .optional(),
    })
    .optional(),
};

/** Members of the sending calls of API v2. */
export const restSendingCalls = {
  SendEmail: z.object({
    ...sending,
    Destination: destination.optional(),
    Content: z.object({
      Simple: z
        .object({
          Subject: content,
          Body: z.object({ Text: content.optional(), Html: content.optional() }),
          Headers: headers,
          Attachments: attachments,
        })
        .optional(),
      Raw: z.object({ Data: blob }).optional(),
      Template: template.optional(),
    }),
    EmailTags: tags,
    ListManagementOptions: z
      .object({ ContactListName: text, TopicName: text.optional() })
      .optional(),
  }),
  SendBulkEmail: z.object({
    ...sending,
    DefaultEmailTags: tags,
    DefaultContent: z.object({ Template: template.optional() }),
    BulkEmailEntries: list(
      z.object({
        Destination: destination,
        ReplacementTags: tags,
        ReplacementEmailContent: z
          .object({
            ReplacementTemplate: z
              .object({ ReplacementTemplateData: templateData.optional() })
              .optional(),
          })
          .optional(),
        ReplacementHeaders: headers,
      }),
    ),
  }),
};

export type RestSendingName = keyof typeof restSendingCalls;
