import type { Told } from '../../remedy.ts';
import { advice } from './advice.ts';

/**
 * What servers of many makes say in words; looked at before their codes, which are often wrong.
 *
 * @see https://postmaster.gmx.net/en/error-messages
 * @see https://support.apple.com/102322
 */
export const receiversWords = {
  'block-list': {
    text: /\b(?:spamhaus|spamcop|barracudacentral|sorbs|dnsbl|rbl|block[ -]?list(?:ed)?|blacklist(?:ed)?)\b/i,
    remedy: advice.listed,
  },
  greylisted: {
    text: /\bgr[ea]y-?list/i,
    remedy: advice.later,
  },
  'over-quota': {
    text: /\b(?:over ?quota|(?:mailbox|inbox|quota) (?:is )?(?:full|exceeded)|(?:exceeded|out of) (?:storage|quota|disk))/i,
    remedy: advice.full,
  },
  dmarc: { text: /\bdmarc\b/i, remedy: advice.aligned },
  spf: {
    text: /\bSPF\b/,
    remedy:
      'Correct the SPF record of the domain in MAIL FROM: ses-pipeline doctor says what is missing.',
  },
  spam: {
    text: /\b(?:spam|junk mail|unsolicited|bulk mail|low reputation|poor reputation)\b/i,
    remedy: advice.wanted,
  },
  virus: { text: /\b(?:virus|malware|infected)\b/i, remedy: advice.content },
  'user-unknown': {
    text: /\b(?:(?:user|recipient|mailbox|address|account) (?:is )?(?:unknown|not found|does ?n[o']t exist|not exist|unavailable)|unknown (?:user|recipient|mailbox|address)|no such (?:user|recipient|mailbox|person|address)|invalid (?:recipient|mailbox))\b/i,
    remedy: advice.address,
  },
  disabled: {
    text: /\b(?:account|mailbox|user) (?:is |has been )?(?:disabled|inactive|suspended|deactivated|locked)\b/i,
    remedy: advice.address,
  },
  'relay-denied': {
    text: /\brelay(?:ing)?\b.{0,40}\b(?:denied|not permitted|not allowed|prohibited)\b|\bunable to relay\b/i,
    remedy:
      'Check the domain of the address: its MX records name a server that does not take mail for it.',
  },
  'ses-sending-failed': {
    text: /unable to deliver (?:to .{1,320} )?in \d{1,4} minutes|message expired/i,
    remedy: advice.wait,
  },
  rate: {
    text: /\b(?:rate limit|too many (?:connections|messages|mails|recipients|sessions)|sending (?:too|so) (?:fast|many|quickly)|throttled)\b/i,
    remedy: advice.slower,
  },
  'apple-policy': { text: /\[(?:CS|HM|HC)\d\d\]/, remedy: advice.wanted },
} as const satisfies Readonly<Record<string, Told>>;

/**
 * Enhanced status codes, and last the plain reply codes.
 *
 * @see RFC 3463, RFC 5248, RFC 7372, RFC 7505, RFC 7293; RFC 5321 section 4.2.3
 * @see https://www.iana.org/assignments/smtp-enhanced-status-codes
 */
export const receiversCodes = {
  'no-such-mailbox': { codes: ['x.1.1'], remedy: advice.address },
  'no-such-domain': { codes: ['x.1.2', '5.4.4', 'x.1.10'], remedy: advice.address },
  'bad-address': { codes: ['x.1.3', 'x.1.4', 'x.1.0'], remedy: advice.address },
  moved: { codes: ['x.1.6'], remedy: advice.address },
  'bad-sender': {
    codes: ['x.1.7', 'x.1.8'],
    remedy: 'Give the domain of the sender an MX or A record, and correct the address of From.',
  },
  'mailbox-disabled': { codes: ['x.2.1', 'x.7.13', 'x.7.17', 'x.7.18'], remedy: advice.address },
  'mailbox-full': { codes: ['x.2.2', 'x.3.1'], remedy: advice.full },
  'too-large': { codes: ['x.2.3', 'x.3.4', '552'], remedy: advice.smaller },
  'list-broken': { codes: ['x.2.4'], remedy: advice.permission },
  'mailbox-trouble': { codes: ['x.2.0'], remedy: advice.wait },
  'system-trouble': { codes: ['x.3.0', 'x.3.2', 'x.3.5', '4.5.0'], remedy: advice.wait },
  'no-route': { codes: ['5.4.1', '5.4.3'], remedy: advice.wait },
  unreachable: {
    codes: ['x.4.0', 'x.4.1', 'x.4.2', '4.4.3', '4.4.4', 'x.4.5', 'x.4.7'],
    remedy: advice.wait,
  },
  loop: { codes: ['x.4.6', 'x.4.14'], remedy: advice.wait },
  'too-many-recipients': { codes: ['x.5.3'], remedy: advice.slower },
  protocol: { codes: ['x.5.0', 'x.5.1', 'x.5.2', 'x.5.4', 'x.5.5'], remedy: advice.aws },
  'bad-content': { codes: ['x.6.0', 'x.6.1', 'x.6.3', 'x.6.7', 'x.6.11'], remedy: advice.form },
  'spf-failed': {
    codes: ['x.7.23', 'x.7.24'],
    remedy:
      'Correct the SPF record of the domain in MAIL FROM: ses-pipeline doctor says what is missing.',
  },
  'reverse-dns': { codes: ['x.7.25'], remedy: advice.aws },
  authentication: { codes: ['x.7.20', 'x.7.21', 'x.7.22', 'x.7.26'], remedy: advice.authenticate },
  'sender-takes-no-mail': {
    codes: ['x.7.27'],
    remedy: 'Send from a domain that takes mail: its MX record says that it takes none.',
  },
  flood: { codes: ['x.7.28'], remedy: advice.slower },
  'needs-tls': { codes: ['x.7.10', 'x.7.11', 'x.7.30'], remedy: advice.aws },
  policy: { codes: ['x.7.0', 'x.7.1', 'x.7.2'], remedy: advice.policy },
  'busy-reply': { codes: ['421', '450', '451', '452'], remedy: advice.later },
  'refused-reply': {
    codes: ['550', '551', '553', '554'],
    remedy:
      'Read the text of the reply: it says whether the address is wrong or the mail is not wanted. Correct the address, or what it names.',
  },
} as const satisfies Readonly<Record<string, Told>>;
