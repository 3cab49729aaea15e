import { randomUUID } from 'node:crypto';
import { addressOf } from '../../shared/ses-api/mail/addresses.ts';
import { scanHeaders } from '../../shared/ses-api/mail/mime-headers.ts';
import type { Rendering } from '../account/templates.ts';
import type { MailFacts } from '../events/mail-facts.ts';
import { composeMessage, renderingOf, templateOf } from './compose-message.ts';
import { containsEicar } from './eicar.ts';
import { firstLink } from './first-link.ts';
import type { OutboxOptions } from './outbox-options.ts';
import type { PlannedOutcome } from './outcome.ts';
import { planOutcomes } from './plan-outcomes.ts';
import type { ReceivedMail } from './received-submission.ts';
import { suppressionOf } from './suppression-of.ts';

/** Time until SES reports that a template could not be rendered; ms. */
const RENDERING_FAILURE_AFTER_MS = 50;

/**
 * Accepts a mail: composes its message, records it and starts its events.
 *
 * @returns the message id
 */
export const acceptMail = (
  options: OutboxOptions,
  mail: ReceivedMail,
  acceptedAtMs: number,
): string => {
  const { templates, configurationSets, record, events, tracking } = options;
  const rendering = renderingOf(templates, mail.submission.content);
  const mime = composeMessage(mail, rendering);
  const facts = factsOf(options, mail, mime, acceptedAtMs);
  const { messageId, configurationSet } = facts;
  const set = configurationSet === undefined ? undefined : configurationSets.get(configurationSet);
  const sent = mime && tracking.track(mime, messageId, set, mail.submission.tracking);
  record.accept(facts, sent ?? Buffer.alloc(0));
  events.announce(
    facts,
    rendering?.kind === 'failed'
      ? [renderingFailure(options, mail, rendering)]
      : outcomesOf(options, facts, mime),
  );
  return messageId;
};

const factsOf = (
  { identities, arns, accountId }: OutboxOptions,
  mail: ReceivedMail,
  mime: Buffer | undefined,
  acceptedAtMs: number,
): MailFacts => {
  const { submission, source = '' } = mail;
  const identity = identities.covering(source);
  return {
    messageId: newMessageId(acceptedAtMs),
    acceptedAtMs,
    source,
    sourceArn: identity && arns.of('identity', identity.name),
    sendingAccountId: accountId,
    sourceIp: submission.sourceIp,
    callerIdentity: 'ses-simulator',
    operation: submission.operation,
    destinations: mail.destinations.map(addressOf),
    headers:
      mime === undefined || submission.content.kind === 'raw' ? mail.headers : scanHeaders(mime),
    configurationSet: mail.configurationSet,
    tenant: mail.tenant,
    tags: mail.tags,
  };
};

/**
 * A message id that contains the time, like SES's ids: it begins with sixteen hexadecimal digits,
 * of which the last twelve are epoch milliseconds.
 */
const newMessageId = (nowMs: number): string =>
  `0100${Math.floor(nowMs).toString(16).padStart(12, '0')}-${randomUUID()}-000000`;

const renderingFailure = (
  { templates }: OutboxOptions,
  { submission }: ReceivedMail,
  { message }: Extract<Rendering, { readonly kind: 'failed' }>,
): PlannedOutcome => ({
  afterMs: RENDERING_FAILURE_AFTER_MS,
  outcome: {
    kind: 'renderingFailure',
    templateName: templateOf(templates, submission.content)?.name ?? '',
    errorMessage: message,
  },
});

const outcomesOf = (
  options: OutboxOptions,
  facts: MailFacts,
  mime: Buffer | undefined,
): readonly PlannedOutcome[] =>
  planOutcomes({
    destinations: facts.destinations,
    suppression: suppressionOf(options, facts),
    hasVirus: mime !== undefined && containsEicar(mime),
    link: mime === undefined ? undefined : firstLink(mime),
    autoRepliesBounce: options.autoRepliesBounce,
    random: options.random,
  });
