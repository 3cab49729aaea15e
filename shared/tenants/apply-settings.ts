import { rawFields } from '../email/raw-fields.ts';
import {
  type Address,
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
  const from = message.from ?? senderOf(settings);
  if (from === undefined) return { kind: 'refused', reasons: [noSender] };
  const replyTo =
    message.replyTo.length > 0 ? message.replyTo : (settings.replyTo ?? []).map(toAddress);
  const completed: SendableMessage = { ...message, from, replyTo };
  const reasons = [...senderReasons(completed, settings), ...subjectReasons(completed, settings)];
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

const senderOf = ({ from, defaultFrom }: TenantSettings): Address | undefined => {
  const sender = from ?? defaultFrom;
  return sender === undefined ? undefined : toAddress(sender);
};

const senderReasons = (
  { from, content }: SendableMessage,
  { allowedSenders }: TenantSettings,
): readonly string[] => {
  if (allowedSenders === undefined) return [];
  const isAllowed = (sender: string): boolean => isAllowedSender(allowedSenders, sender);
  const shown = content.kind === 'raw' ? (rawFields(content.mime).from ?? ['']) : [];
  return [
    ...(isAllowed(from.canonical) ? [] : [senderRefused]),
    ...(shown.every(isAllowed) ? [] : [rawSenderRefused]),
  ];
};

const subjectReasons = (
  { content }: SendableMessage,
  { refusedSubjects = [] }: TenantSettings,
): readonly string[] => {
  if (refusedSubjects.length === 0 || content.kind === 'template') return [];
  const subject = content.kind === 'raw' ? rawFields(content.mime).subject : content.subject;
  return refusedSubjects.some((pattern) => matchesSubject(pattern, subject))
    ? [subjectRefused]
    : [];
};
