import { rawFields } from '../email/raw-fields.ts';
import {
  type Address,
  type Content,
  type SendableMessage,
  toAddress,
  type ValidMessage,
} from '../email/valid-message.ts';
import { isAllowedSender } from './allowed-senders.ts';
import type { TenantSettings } from './settings.ts';
import { matchesSubject } from './subject-patterns.ts';

/** A message with its tenant's defaults, or why its tenant may not send it. */
export type Applied =
  | { readonly kind: 'ready'; readonly message: SendableMessage }
  /** Each reason says where and what to do; none contains a value of the message. */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/**
 * Completes a message with its tenant's defaults (From, Reply-To) and checks it against its limits
 * (allowed senders, refused subjects).
 *
 * A template's subject is unknown here, because SES renders it.
 */
export const applySettings = (message: ValidMessage, settings: TenantSettings): Applied => {
  const from = message.from ?? defaultSender(settings);
  if (from === undefined) return { kind: 'refused', reasons: [noSender] };
  const replyTo =
    message.replyTo.length > 0 ? message.replyTo : (settings.replyTo ?? []).map(toAddress);
  const completed: SendableMessage = { ...message, from, replyTo };
  const reasons = reasonsAgainst(completed, settings);
  return reasons.length === 0
    ? { kind: 'ready', message: completed }
    : { kind: 'refused', reasons };
};

const noSender =
  'from: is missing, and the settings of its tenant name none; add it to either of them';
const senderRefused =
  'from: is no sender that the settings of its tenant allow; use one of those, or add it there';
const rawSenderRefused =
  'raw: has a From header that the settings of its tenant do not allow; use a sender of those, or add it there';
const subjectRefused =
  'subject: matches a pattern that the settings of its tenant refuse; leave out what it names';

/** Sender of messages that name none. */
export const defaultSender = ({ from, defaultFrom }: TenantSettings): Address | undefined => {
  const sender = from ?? defaultFrom;
  return sender === undefined ? undefined : toAddress(sender);
};

const reasonsAgainst = (
  { from, content }: SendableMessage,
  { allowedSenders, refusedSubjects = [] }: TenantSettings,
): readonly string[] => {
  if (allowedSenders === undefined && refusedSubjects.length === 0) return [];
  const { senders, subject } = shownBy(content);
  const isAllowed = (sender: string): boolean =>
    allowedSenders === undefined || isAllowedSender(allowedSenders, sender);
  const isRefused =
    subject !== undefined && refusedSubjects.some((pattern) => matchesSubject(pattern, subject));
  return [
    ...(isAllowed(from.canonical) ? [] : [senderRefused]),
    ...(senders.every(isAllowed) ? [] : [rawSenderRefused]),
    ...(isRefused ? [subjectRefused] : []),
  ];
};

/** What the message's own header shows beside the sender of its envelope. */
const shownBy = (
  content: Content,
): { readonly senders: readonly string[]; readonly subject: string | undefined } => {
  switch (content.kind) {
    case 'mime':
      return { senders: [], subject: content.subject };
    case 'template':
      return { senders: [], subject: undefined };
    case 'raw': {
      const { from = unreadableSender, subject } = rawFields(content.mime);
      return { senders: from, subject };
    }
    default:
      return content satisfies never;
  }
};

/** Stands for a From that cannot be read: no rule allows it. */
const unreadableSender = [''];
