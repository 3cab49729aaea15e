import {
  GetSendQuotaCommand,
  SESClient,
  type SESClientConfig,
  SendRawEmailCommand,
  SendTemplatedEmailCommand,
} from '@aws-sdk/client-ses';
import type { GetSendQuota } from '../../pacing/ports.ts';
import { quotaOf } from '../../pacing/quota-reading.ts';
import type { Mail, RawMail, SendMail, TemplatedMail } from '../../ses-api/ports.ts';
import { withoutLogger } from '../clients/without-logger.ts';
import { answerTo } from './answer-to.ts';
import { notingStages } from './request-stage.ts';
import { sendingOptions } from './sending-options.ts';

/** A client of SES's v1 API that sends each request once. */
export const sendingClient = (options: SESClientConfig = {}): SESClient =>
  notingStages(withoutLogger(new SESClient({ ...options, ...sendingOptions })));

const commonOf = (mail: Mail) => ({
  Source: mail.source,
  ConfigurationSetName: mail.configurationSet,
  Tags: Object.entries(mail.tags).map(([Name, Value]) => ({ Name, Value })),
});

const rawCommand = (mail: RawMail) =>
  new SendRawEmailCommand({
    ...commonOf(mail),
    Destinations: [...mail.destinations],
    RawMessage: { Data: mail.mime },
  });

const templateCommand = (mail: TemplatedMail, template: string) =>
  new SendTemplatedEmailCommand({
    ...commonOf(mail),
    Destination: {
      ToAddresses: [...mail.to],
      CcAddresses: [...mail.cc],
      BccAddresses: [...mail.bcc],
    },
    ReplyToAddresses: [...mail.replyTo],
    Template: template,
    TemplateData: mail.templateData,
  });

/**
 * Sends one mail with one request of API v1; only mail for which `chooseApi` selects v1.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html
 */
export const sendByV1 =
  (client: SESClient): SendMail =>
  (mail) => {
    if (mail.kind === 'raw')
      return answerTo(mail, rawCommand(mail), (command) => client.send(command));
    const { template } = mail;
    if (template.kind === 'inline') throw new Error('API v1 has no call with a template in it');
    return answerTo(mail, templateCommand(mail, template.name), (command) => client.send(command));
  };

/** Reads rate and quota; SES allows one such call per second for the whole account. */
export const getSendQuota =
  (client: SESClient): GetSendQuota =>
  async () =>
    quotaOf(await client.send(new GetSendQuotaCommand({})), 'GetSendQuota');
