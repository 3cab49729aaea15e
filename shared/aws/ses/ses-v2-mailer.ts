import {
  type EmailContent,
  type FeatureStatus,
  SESv2Client,
  type SESv2ClientConfig,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import type { Mail, MailAttachment, MailTemplate, SendMail } from '../../ses-api/ports.ts';
import { withoutLogger } from '../clients/without-logger.ts';
import { answerTo } from './answer-to.ts';
import { notingStages } from './request-stage.ts';
import { sendingOptions } from './sending-options.ts';

/** A client of SES's v2 API that sends each request once. */
export const sendingClientV2 = (options: SESv2ClientConfig = {}): SESv2Client =>
  notingStages(withoutLogger(new SESv2Client({ ...options, ...sendingOptions })));

/** Names and values, in the form of API v2. */
export const pairsOf = (values: Readonly<Record<string, string>> = {}) =>
  Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

const contentOf = (mail: Mail): EmailContent =>
  mail.kind === 'raw'
    ? { Raw: { Data: mail.mime } }
    : {
        Template: {
          ...chosenTemplate(mail.template),
          TemplateData: mail.templateData,
          Headers: pairsOf(mail.headers),
          ...(mail.attachments.length === 0
            ? {}
            : { Attachments: mail.attachments.map(toAttachment) }),
        },
      };

/** Template of a mail, in the form of API v2. */
export const chosenTemplate = (template: MailTemplate) =>
  template.kind === 'stored'
    ? { TemplateName: template.name }
    : {
        TemplateContent: { Subject: template.subject, Text: template.text, Html: template.html },
      };

/** An attachment that the body shows is inline (RFC 2183 section 2.1). */
const toAttachment = ({ filename, contentType, bytes, contentId }: MailAttachment) => ({
  FileName: filename,
  ContentType: contentType,
  RawContent: bytes,
  ContentTransferEncoding: 'BASE64' as const,
  ...(contentId === undefined
    ? {}
    : { ContentId: contentId, ContentDisposition: 'INLINE' as const }),
});

/**
 * Destination in the form of API v2. Only templates distinguish To, Cc and Bcc; a raw mail's
 * headers already do.
 */
const destinationOf = (mail: Mail) =>
  mail.kind === 'raw'
    ? { ToAddresses: [...mail.destinations] }
    : {
        ToAddresses: [...mail.to],
        CcAddresses: [...mail.cc],
        BccAddresses: [...mail.bcc],
      };

const switched = (value: boolean | undefined): FeatureStatus | undefined =>
  value === undefined ? undefined : value ? 'ENABLED' : 'DISABLED';

/** Fields that only API v2 has. */
const furtherOf = ({ sesTenant, tracking, listManagement }: Mail) => ({
  TenantName: sesTenant,
  ListManagementOptions: listManagement && {
    ContactListName: listManagement.contactList,
    TopicName: listManagement.topic,
  },
  ConfigurationOverrides: tracking && {
    Tracking: {
      OpenTrackingEnabled: switched(tracking.opens),
      ClickTrackingEnabled: switched(tracking.clicks),
    },
  },
});

const commandFor = (mail: Mail) =>
  new SendEmailCommand({
    ...furtherOf(mail),
    FromEmailAddress: mail.source,
    Destination: destinationOf(mail),
    ReplyToAddresses: mail.kind === 'raw' ? undefined : [...mail.replyTo],
    Content: contentOf(mail),
    EmailTags: pairsOf(mail.tags),
    ConfigurationSetName: mail.configurationSet,
  });

/**
 * Sends one mail with one request of the v2 API, whatever is in it.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export const sendByV2 =
  (client: SESv2Client): SendMail =>
  (mail) =>
    answerTo(mail, commandFor(mail), (command) => client.send(command));
