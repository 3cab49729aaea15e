import type { Known } from '../remedy.ts';
import { pages } from './pages.ts';

const you = { actor: 'you', retry: 'no' } as const;

/** What a person meets while setting up, and no service gives a code for. */
export const knownSetUp = {
  'spam-folder': {
    text: /\b(?:in|to) (?:the |their |my )?(?:spam|junk)(?: |-)?(?:folder|box|mail)?\b/i,
    cause:
      'The provider took the mail and does not trust it: authentication, reputation or content.',
    remedy:
      'Let SPF, DKIM and DMARC pass and align (ses-pipeline doctor), send only what people asked for, and let them leave with one click. Ask recipients to mark it as no spam.',
    ...you,
    sources: [pages.sesDeliver, pages.gmailRules],
    samples: ['The mail is in the spam folder', 'emails going to spam'],
  },
  'domain-blocks-ses': {
    text: /\b(?:domain|provider|company|firewall|server)\b.{0,40}\bblocks? (?:mail from )?(?:amazon )?ses\b/i,
    cause: 'The recipient’s domain refuses mail from SES’s addresses.',
    remedy:
      'Ask the postmaster of the domain to let your sending domain in, by its DKIM signature rather than by IP. Dedicated IP addresses help if the list is about shared ones.',
    actor: 'provider',
    retry: 'no',
    sources: [pages.sesDeliver],
    samples: ["The recipient's domain blocks Amazon SES"],
  },
  'dkim-pending': {
    text: /\bdkim\b.{0,60}\b(?:pending|not[_ ]started|temporary[_ ]failure)\b|\bpending (?:dkim )?verification\b/i,
    cause:
      'SES has not yet found the three DKIM records. It looks for up to 72 hours after they were made.',
    remedy:
      'Compare the records in DNS with those that SES wants (ses-pipeline identity check), each by itself; mind providers that add the domain to the name once more. Then wait.',
    ...you,
    sources: [pages.sesDkim],
    samples: ['DKIM status: PENDING', 'Pending verification'],
  },
  'dkim-failed': {
    text: /\bdkim\b.{0,60}\bfailed\b/i,
    cause: 'SES did not find the DKIM records within 72 hours, or they have gone.',
    remedy:
      'Publish the three records, then start the verification again (ses-pipeline identity create).',
    ...you,
    sources: [pages.sesDkim],
    samples: ['DKIM status: FAILED'],
  },
  'mail-from-pending': {
    text: /\bmail[- ]from\b.{0,60}\b(?:pending|failed|temporary[_ ]failure)\b/i,
    cause:
      'SES has not found the MX record of the custom MAIL FROM domain, of this region, and no other.',
    remedy:
      'Publish exactly one MX record, `10 feedback-smtp.REGION.amazonses.com`, and the SPF record; then wait up to 72 hours.',
    ...you,
    sources: [pages.sesMailFrom],
    samples: ['MAIL FROM domain status: FAILED'],
  },
  'old-key': {
    text: /access keys?\b.{0,60}\b(?:older than|90 days|not rotated)|\b(?:key|credential)s? older than \d{1,4} days/i,
    cause: 'A key that is used for long is known to more people and machines each month.',
    remedy:
      'Create a second key, give it to its users, see that the first is used no more (its last use), then delete that. An SMTP password belongs to its key: derive it anew. Best have no keys: use roles.',
    ...you,
    sources: [pages.keyAge],
    samples: ['Access key older than 90 days'],
  },
  'under-review': {
    text: /\baccount (?:is )?under review\b|\bprobation\b|\bsending review\b/i,
    cause: 'AWS looks at the bounces or complaints of the account; it may pause it at the end.',
    remedy:
      'Stop the mail that bounces or is complained about, mend its cause, and answer the case that AWS has opened, with what you changed.',
    ...you,
    sources: [pages.sesReview],
    samples: ['EnforcementStatus: PROBATION', 'Your account is under review'],
  },
  'not-received': {
    text: /\b(?:mail|message|email)s? (?:was |were |is |are )?(?:not|never) (?:received|arrived?|sent)\b|\bno error\b.{0,40}\bnot sent\b/i,
    cause: 'The mail waits, is held, is suppressed, bounced, or lies in a spam folder.',
    remedy:
      '`ses-pipeline messages search --to ADDRESS`, then `ses-pipeline status ID`: it says where the mail is, and why.',
    ...you,
    sources: ['docs/cli.md', pages.sesDeliver],
    samples: ['The email was not received', 'no error, but the mail was not sent'],
  },
} as const satisfies Readonly<Record<string, Known>>;
