import { randomUUID } from 'node:crypto';
import type { Random } from '../../shared/system/ports.ts';
import type { Account } from '../account/account.ts';
import type { ConfigurationSets } from '../account/configuration-sets.ts';
import type { Identities } from '../account/identities.ts';
import type { SuppressionList } from '../account/suppression-list.ts';
import {
  type Rendering,
  render,
  type Template,
  type Templates,
  templateDoesNotExist,
} from '../account/templates.ts';
import {
  invalidParameter,
  quotaThrottle,
  type Refusal,
  rateThrottle,
  refuse,
} from '../api/refusal.ts';
import type { EventDelivery } from '../events/event-delivery.ts';
import type { MailFacts } from '../events/events.ts';
import { addressOf, parseMailbox, splitAddressList } from './addresses.ts';
import type { MailRecord } from './mail-record.ts';
import { containsEicar, isSimulatorAddress, planOutcomes } from './mailbox-behaviour.ts';
import { checkTags, type MessageTag, parseTagsHeader } from './message-tags.ts';
import { duplicateHeader, headerValue, type MimeHeader, scanHeaders } from './mime-headers.ts';
import { type SimpleAttachment, writeMime } from './mime-writing.ts';
import type { Tracking } from './tracking.ts';

/** The text of a mail whose message SES writes. */
interface Composition {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly replyTo: readonly string[];
  readonly headers: readonly MimeHeader[];
  readonly attachments: readonly SimpleAttachment[];
}

/** A mail as one of the sending calls hands it in. */
export type SubmittedContent =
  | { readonly kind: 'raw'; readonly mime: Buffer }
  | (Composition & {
      readonly kind: 'simple';
      readonly subject: string;
      readonly text: string | undefined;
      readonly html: string | undefined;
    })
  | (Composition & {
      readonly kind: 'template';
      /** The name of a stored one, or a template given in the call. */
      readonly template: string | Template;
      /** JSON objects; names in later ones replace those in earlier ones. */
      readonly data: readonly string[];
    });

export interface Submission {
  readonly operation: string;
  /** The sender; a raw message may name it in its header instead. */
  readonly source: string | undefined;
  /** The whole envelope; undefined when a raw message names it in its headers. */
  readonly destinations: readonly string[] | undefined;
  readonly returnPath: string | undefined;
  readonly content: SubmittedContent;
  readonly tags: readonly MessageTag[];
  readonly configurationSet: string | undefined;
  readonly sourceIp: string;
  readonly maxBytes: number;
}

export type SubmitAnswer = { readonly kind: 'accepted'; readonly messageId: string } | Refusal;

export interface Outbox {
  /** Checks the mail, takes it out of rate and quota and lets its events begin; or says why not, and then it costs nothing. */
  readonly submit: (submission: Submission) => SubmitAnswer;
  /** The checks that do not depend on the recipients: what refuses a bulk call as a whole. */
  readonly checkSender: (submission: Submission) => Refusal | undefined;
}

export interface OutboxOptions {
  readonly account: Account;
  readonly identities: Identities;
  readonly configurationSets: ConfigurationSets;
  readonly templates: Templates;
  readonly suppressionList: SuppressionList;
  readonly record: MailRecord;
  readonly events: EventDelivery;
  readonly tracking: Tracking;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly random: Random;
  readonly region: string;
  readonly accountId: string;
  readonly autoRepliesBounce: boolean;
}

/** A submission with what its headers add to it. */
interface Mail {
  readonly submission: Submission;
  readonly headers: readonly MimeHeader[];
  readonly source: string | undefined;
  readonly senders: readonly string[];
  readonly destinations: readonly string[];
  readonly replyTo: readonly string[];
  readonly tags: readonly MessageTag[];
  readonly configurationSet: string | undefined;
}

const maxRecipients = 50;

const readMail = (submission: Submission): Mail => {
  const { content } = submission;
  const headers = content.kind === 'raw' ? scanHeaders(content.mime) : [];
  const listed = (name: string): readonly string[] =>
    splitAddressList(headerValue(headers, name) ?? '');
  const source = submission.source ?? listed('From')[0];
  const tagsHeader = headerValue(headers, 'X-SES-MESSAGE-TAGS');
  return {
    submission,
    headers,
    source,
    senders: [
      ...(submission.source === undefined ? [] : [submission.source]),
      ...listed('From'),
      ...listed('Sender'),
      ...(submission.returnPath === undefined ? listed('Return-Path') : [submission.returnPath]),
    ],
    destinations: submission.destinations ?? [...listed('To'), ...listed('Cc'), ...listed('Bcc')],
    replyTo: content.kind === 'raw' ? [] : content.replyTo,
    // What the call says replaces the header; the two are not merged.
    tags:
      submission.tags.length > 0 || tagsHeader === undefined
        ? submission.tags
        : parseTagsHeader(tagsHeader),
    configurationSet:
      submission.configurationSet ?? headerValue(headers, 'X-SES-CONFIGURATION-SET'),
  };
};

const lengthOf = (text: string | undefined): number =>
  text === undefined ? 0 : Buffer.byteLength(text);

const bytesOf = (content: SubmittedContent): number => {
  if (content.kind === 'raw') return content.mime.length;
  const attachments = content.attachments.reduce(
    (sum, { content: bytes }) => sum + Math.ceil(bytes.length / 3) * 4,
    0,
  );
  return content.kind === 'simple'
    ? attachments + lengthOf(content.subject) + lengthOf(content.text) + lengthOf(content.html)
    : attachments;
};

const checkHeaders = (mail: Mail): Refusal | undefined => {
  if (mail.submission.content.kind !== 'raw') return undefined;
  const duplicate = duplicateHeader(mail.headers);
  if (duplicate !== undefined) return invalidParameter(`Duplicate header '${duplicate}'.`);
  return headerValue(mail.headers, 'From') === undefined
    ? invalidParameter("Missing required header 'From'.")
    : undefined;
};

const checkAddresses = (addresses: readonly string[]): Refusal | undefined => {
  for (const address of addresses) {
    const mailbox = parseMailbox(address);
    if (mailbox.kind === 'invalid') return invalidParameter(mailbox.message);
  }
  return undefined;
};

const checkRecipients = (mail: Mail): Refusal | undefined => {
  if (mail.destinations.length === 0) return invalidParameter("Missing required header 'To'.");
  if (mail.destinations.length > maxRecipients)
    return invalidParameter(`Recipient count exceeds ${maxRecipients}.`);
  return checkAddresses(mail.destinations);
};

const checkSize = ({ submission }: Mail): Refusal | undefined => {
  const bytes = bytesOf(submission.content);
  return bytes > submission.maxBytes
    ? invalidParameter(`Message length is more than ${submission.maxBytes} bytes long: '${bytes}'.`)
    : undefined;
};

/** SES cuts the list of failed identities somewhere; where is not documented. */
const maxIdentitiesNamed = 10;

/** Names who is not verified, each as it was given. */
const notVerified = (region: string, identities: readonly string[]): Refusal => {
  const named = identities.slice(0, maxIdentitiesNamed).join(', ');
  const end = identities.length > maxIdentitiesNamed ? '...' : '';
  return refuse(
    'MessageRejected',
    `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${named}${end}`,
  );
};

/** Times are in the ids, as in those of SES: sixteen hexadecimal digits, the last twelve of them epoch milliseconds. */
const newMessageId = (nowMs: number): string =>
  `0100${Math.floor(nowMs).toString(16).padStart(12, '0')}-${randomUUID()}-000000`;

/** The simulator's heart: everything that stands between a call and a mail in the inbox. */
export const createOutbox = (options: OutboxOptions): Outbox => {
  const {
    account,
    identities,
    configurationSets,
    templates,
    suppressionList,
    record,
    events,
    clock,
    random,
    region,
  } = options;

  const checkConfigurationSet = (mail: Mail): Refusal | undefined =>
    mail.configurationSet !== undefined &&
    configurationSets.get(mail.configurationSet) === undefined
      ? refuse(
          'ConfigurationSetDoesNotExist',
          `Configuration set <${mail.configurationSet}> does not exist.`,
        )
      : undefined;

  const checkPaused = (mail: Mail): Refusal | undefined => {
    const paused = account.pausedBy();
    if (paused !== undefined) return paused;
    const name = mail.configurationSet;
    return name === undefined || configurationSets.get(name)?.sendingEnabled
      ? undefined
      : refuse(
          'ConfigurationSetSendingPausedException',
          `Sending is paused for configuration set <${name}>.`,
        );
  };

  const unverified = (addresses: readonly string[]): readonly string[] => {
    const failed = addresses.filter((address) => identities.covering(address) === undefined);
    return [
      ...new Map(failed.map((address) => [addressOf(address).toLowerCase(), address])).values(),
    ];
  };

  const checkVerified = (mail: Mail, recipients: readonly string[]): Refusal | undefined => {
    const restricted = account.settings().isSandbox
      ? recipients.filter((address) => !isSimulatorAddress(addressOf(address)))
      : [];
    const failed = unverified([...mail.senders, ...restricted]);
    return failed.length > 0 ? notVerified(region, failed) : undefined;
  };

  const checkMailFrom = (mail: Mail): Refusal | undefined => {
    const identity = mail.source === undefined ? undefined : identities.covering(mail.source);
    return identity?.mailFromDomain !== undefined &&
      identity.behaviorOnMxFailure === 'RejectMessage'
      ? refuse(
          'MailFromDomainNotVerifiedException',
          `Mail-From domain <${identity.mailFromDomain}> is not verified.`,
        )
      : undefined;
  };

  const templateOf = (content: SubmittedContent): Template | undefined => {
    if (content.kind !== 'template') return undefined;
    return typeof content.template === 'string'
      ? templates.get(content.template)
      : content.template;
  };

  const checkTemplate = ({ submission: { content } }: Mail): Refusal | undefined =>
    content.kind === 'template' &&
    typeof content.template === 'string' &&
    templateOf(content) === undefined
      ? templateDoesNotExist(content.template)
      : undefined;

  const checkForm = (mail: Mail): Refusal | undefined =>
    checkTags(mail.tags) ??
    checkHeaders(mail) ??
    checkAddresses([...mail.senders, ...mail.replyTo]) ??
    (mail.source === undefined ? invalidParameter("Missing required header 'From'.") : undefined);

  const checkStanding = (mail: Mail, recipients: readonly string[]): Refusal | undefined =>
    checkConfigurationSet(mail) ??
    checkPaused(mail) ??
    checkVerified(mail, recipients) ??
    checkMailFrom(mail) ??
    checkTemplate(mail);

  const admit = (mail: Mail): Refusal | undefined => {
    const recipients = mail.destinations.length;
    const counted = mail.destinations.filter(
      (address) => !isSimulatorAddress(addressOf(address)),
    ).length;
    return account.admit(recipients, counted);
  };

  const renderingOf = (content: SubmittedContent): Rendering | undefined => {
    const template = templateOf(content);
    return content.kind === 'template' && template !== undefined
      ? render(template, ...content.data)
      : undefined;
  };

  const compose = (
    mail: Mail,
    content: Composition,
    body: { subject: string; text: string | undefined; html: string | undefined },
  ): Buffer =>
    writeMime({ ...content, ...body, from: mail.source ?? '' }, `----=_Part_${randomUUID()}`);

  /** The message in full; undefined when its template cannot be filled. */
  const mimeOf = (mail: Mail, rendering: Rendering | undefined): Buffer | undefined => {
    const { content } = mail.submission;
    if (content.kind === 'raw') return content.mime;
    if (content.kind === 'simple') return compose(mail, content, content);
    return rendering?.kind === 'rendered' ? compose(mail, content, rendering) : undefined;
  };

  const accept = (mail: Mail, acceptedAtMs: number): string => {
    const { submission } = mail;
    const rendering = renderingOf(submission.content);
    const mime = mimeOf(mail, rendering);
    const identity = identities.covering(mail.source ?? '');
    const messageId = newMessageId(acceptedAtMs);
    const facts: MailFacts = {
      messageId,
      acceptedAtMs,
      source: mail.source ?? '',
      sourceArn: identity && `arn:aws:ses:${region}:${options.accountId}:identity/${identity.name}`,
      sendingAccountId: options.accountId,
      sourceIp: submission.sourceIp,
      callerIdentity: 'ses-simulator',
      operation: submission.operation,
      destinations: mail.destinations.map(addressOf),
      headers:
        mime === undefined || submission.content.kind === 'raw' ? mail.headers : scanHeaders(mime),
      configurationSet: mail.configurationSet,
      tags: mail.tags,
    };
    const set =
      mail.configurationSet === undefined
        ? undefined
        : configurationSets.get(mail.configurationSet);
    const sent = mime && options.tracking.track(mime, messageId, set);
    record.accept(facts, sent ?? Buffer.alloc(0));
    if (rendering?.kind === 'failed') {
      const template = templateOf(submission.content);
      const outcome = {
        kind: 'renderingFailure',
        templateName: template?.name ?? '',
        errorMessage: rendering.message,
      } as const;
      events.announce(facts, [{ afterMs: 50, outcome }]);
    } else {
      const planned = planOutcomes({
        destinations: facts.destinations,
        suppressionOf: (address) => suppressionList.get(address)?.reason,
        hasVirus: mime !== undefined && containsEicar(mime),
        autoRepliesBounce: options.autoRepliesBounce,
        random,
      });
      events.announce(facts, planned);
    }
    return facts.messageId;
  };

  return {
    submit: (submission) => {
      const mail = readMail(submission);
      const nowMs = clock();
      const refusal =
        checkForm(mail) ??
        checkRecipients(mail) ??
        checkSize(mail) ??
        checkStanding(mail, mail.destinations) ??
        admit(mail);
      if (refusal !== undefined) {
        record.refuse(
          refusal.code,
          refusal === rateThrottle,
          refusal === quotaThrottle,
          mail.destinations.length,
          nowMs,
        );
        return refusal;
      }
      return { kind: 'accepted', messageId: accept(mail, nowMs) };
    },
    checkSender: (submission) => {
      const mail = readMail(submission);
      const refusal = checkForm(mail) ?? checkStanding(mail, []);
      if (refusal !== undefined) record.refuse(refusal.code, false, false, 0, clock());
      return refusal;
    },
  };
};
