import type { cannotTell } from '../../following/path-facts.ts';
import type { Leaving } from '../../unsubscribe/brings-unsubscribe.ts';
import { missingLink } from '../../unsubscribe/missing-link.ts';
import type { CheckFacts } from '../check-facts.ts';
import type { JudgeRule } from '../judge-rule.ts';
import type { MailFinding } from '../mail-finding.ts';
import { type UnsubscribeHeaders, unsubscribeHeadersOf } from '../unsubscribe-headers.ts';
import { cannotJudge } from './cannot-judge.ts';

/**
 * One-click unsubscribe of bulk mail, which Gmail and Yahoo demand: headers that the message brings,
 * those that the pipeline adds, or those of SES for its contact list. The pipeline adds them for one
 * recipient only, and refuses a message to several.
 *
 * @see RFC 8058 section 3.1
 * @see https://support.google.com/a/answer/81126
 * @see https://senders.yahooinc.com/best-practices/
 */
export const unsubscribeRule: JudgeRule = ({ message }, { unsubscribed }) => {
  if (message.lane !== 'bulk' || message.listManagement !== undefined) return [];
  const headers = unsubscribeHeadersOf(message.content);
  if (headers.unsubscribe !== undefined) return ofItsOwn(headers);
  if (unsubscribed.kind === 'cannot-tell') return [notKnown(unsubscribed)];
  if (!unsubscribed.fact.has(message.stream)) return [hasNone];
  return message.recipients.length > 1 ? [severalRecipients] : visibleLink(message);
};

const rule = 'unsubscribe';

/** The link that a reader sees, beside the headers that the pipeline adds. */
const visibleLink = (message: Leaving): readonly MailFinding[] => {
  const missing = missingLink(message);
  return missing === undefined ? [] : [{ severity: 'warning', rule, ...missing }];
};

const ofItsOwn = ({ unsubscribe = '', post }: UnsubscribeHeaders): readonly MailFinding[] => [
  ...(hasHttps(unsubscribe) ? [] : [noHttps]),
  ...(post === undefined || !isOneClick(post) ? [noOneClick] : []),
];

/** RFC 2369 section 2: addresses in angle brackets, with commas between them. */
const hasHttps = (list: string): boolean =>
  [...list.matchAll(/<([^<>]*)>/g)].some(
    ([, uri = '']) => /^https:\/\//i.test(uri.trim()) && URL.canParse(uri.trim()),
  );

const isOneClick = (post: string): boolean => /^List-Unsubscribe=One-Click$/i.test(post);

const noHttps: MailFinding = {
  ...{ severity: 'warning', rule, field: 'headers.List-Unsubscribe' },
  says: 'names no https address in angle brackets, so Gmail and Yahoo show no button',
  remedy: 'write it like <https://example.com/leave/1234>',
};

const noOneClick: MailFinding = {
  ...{ severity: 'warning', rule, field: 'headers.List-Unsubscribe-Post' },
  says: 'is not List-Unsubscribe=One-Click, which Gmail and Yahoo demand beside List-Unsubscribe',
  remedy: 'write exactly that',
};

const hasNone: MailFinding = {
  ...{ severity: 'warning', rule, field: 'headers.List-Unsubscribe' },
  says: 'is missing, and the pipeline adds none to this stream; Gmail and Yahoo demand one-click unsubscribe of bulk mail',
  remedy: 'add it with List-Unsubscribe-Post, or have the pipeline add both (docs/unsubscribe.md)',
};

const severalRecipients: MailFinding = {
  ...{ severity: 'error', rule, field: 'to' },
  says: 'has several recipients, and a link to unsubscribe is one person’s',
  remedy: 'send a message to each',
};

const notKnown = (
  unsubscribed: Extract<CheckFacts['unsubscribed'], ReturnType<typeof cannotTell>>,
): MailFinding =>
  cannotJudge(unsubscribed, {
    ...{ rule, field: 'headers.List-Unsubscribe' },
    says: 'whether the pipeline adds one-click unsubscribe',
    remedy: 'add List-Unsubscribe and List-Unsubscribe-Post, or look at the parameter unsubscribe',
  });
