import type { SesWorld } from '../world.ts';
import { invalidParameter } from './refusal.ts';
import { done, type RestAnswer } from './rest-answer.ts';
import { reading } from './rest-body.ts';
import type { RestOperation } from './rest-operation.ts';
import { type SendEmailBody, sendEmailBody } from './send-email-body.ts';
import { submittedContent } from './submitted-content.ts';

/**
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html "Maximum message size" of the v2 API
 */
const maxBytes = 40 * 1024 * 1024;

export const sendEmail: RestOperation = {
  name: 'SendEmail',
  method: 'POST',
  path: /^\/v2\/email\/outbound-emails$/,
  run: (world, { body, sourceIp }) =>
    reading(sendEmailBody, body, (mail) => submit(world, mail, sourceIp)),
};

const submit = (world: SesWorld, mail: SendEmailBody, sourceIp: string): RestAnswer => {
  const submitted = submittedContent(mail);
  if (submitted === undefined)
    return invalidParameter('Content must hold one of Simple, Raw, Template.');
  const destination = mail.Destination;
  const all = destination && [
    ...destination.ToAddresses,
    ...destination.CcAddresses,
    ...destination.BccAddresses,
  ];
  const answer = world.outbox.submit({
    operation: 'SendEmail',
    source: mail.FromEmailAddress,
    destinations:
      submitted.kind === 'raw' && all?.length === 0
        ? undefined
        : (all ?? (submitted.kind === 'raw' ? undefined : [])),
    returnPath: mail.FeedbackForwardingEmailAddress,
    content: submitted,
    tags: mail.EmailTags.map(({ Name, Value }) => ({ name: Name, value: Value })),
    configurationSet: mail.ConfigurationSetName,
    tenant: mail.TenantName,
    sourceIp,
    maxBytes,
  });
  return answer.kind === 'refused' ? answer : done({ MessageId: answer.messageId });
};
