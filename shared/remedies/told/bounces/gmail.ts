import type { Told } from '../../remedy.ts';
import { advice } from './advice.ts';

/**
 * Replies of Gmail.
 *
 * @see https://support.google.com/a/answer/3726730
 * @see https://support.google.com/mail/answer/81126
 */
export const gmailBounces = {
  'no-such-user': {
    text: /email account that you tried to reach does not exist|\bp=NoSuchUser\b/i,
    remedy: advice.address,
  },
  disabled: {
    text: /email account that you tried to reach is (?:inactive|disabled)|\bp=DisabledUser\b/i,
    remedy: advice.address,
  },
  'over-quota': {
    text: /recipient's inbox is out of storage space|email account that you tried to reach is over quota|\bp=OverQuota(?:Temp|Perm)\b/i,
    remedy: advice.full,
  },
  'too-fast-for-user': {
    text: /user you are trying to contact is receiving (?:e?mail )(?:too quickly|at a rate)|\bp=ReceivingRate\b/i,
    remedy: advice.later,
  },
  unauthenticated: { codes: ['x.7.26'], remedy: advice.authenticate },
  ptr: { codes: ['x.7.23', 'x.7.25'], remedy: advice.aws },
  'spf-suspicious': {
    codes: ['x.7.24'],
    remedy: 'Correct the SPF record of the sending domain: `v=spf1 include:amazonses.com ~all`.',
  },
  spf: {
    codes: ['x.7.27'],
    remedy:
      'Set up a custom MAIL FROM domain with its MX and SPF records: ses-pipeline doctor says what is missing.',
  },
  rate: { codes: ['4.7.28'], remedy: advice.wanted },
  tls: { codes: ['x.7.29'], remedy: advice.aws },
  dkim: {
    codes: ['x.7.30'],
    remedy:
      'Publish the three DKIM records of the sending domain: ses-pipeline doctor says which is missing.',
  },
  dmarc: {
    codes: ['x.7.31', 'x.7.40'],
    remedy: 'Publish a DMARC record for the domain of From, at least `v=DMARC1; p=none`.',
  },
  alignment: { codes: ['x.7.32'], remedy: advice.aligned },
  'dmarc-policy': {
    text: /not accepted due to .{1,253}DMARC policy/i,
    remedy: advice.aligned,
  },
  unsolicited: {
    text: /likely (?:unsolicited|suspicious)|message is suspicious due to the very low reputation|unusual (?:rate|amount) of unsolicited|\bp=UnsolicitedMessageError\b/i,
    remedy: advice.wanted,
  },
  'suspicious-content': {
    text: /suspicious due to the nature of the content/i,
    remedy: advice.content,
  },
  'blocked-file': {
    text: /blocked because its content presents a potential security issue|\bp=BlockedMessage\b/i,
    remedy:
      'Leave out the attachment of a forbidden type (programs, scripts, such archives): put it behind a link.',
  },
  'domain-policy': {
    text: /has a policy that prohibit(?:s|ed) the (?:e?mail|message) that you sent|- gcdp\b/i,
    remedy: advice.permission,
  },
  'bad-headers': {
    text: /multiple addresses in (?:the )?from: header|missing a valid (?:address in the from|message-id): header|not RFC 5322 compliant/i,
    remedy: advice.form,
  },
} as const satisfies Readonly<Record<string, Told>>;
