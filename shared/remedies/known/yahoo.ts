import type { Background } from '../remedy.ts';
import type { yahooBounces } from '../told/bounces/yahoo.ts';
import { pages } from './pages.ts';

const you = { actor: 'you', retry: 'no' } as const;
const ses = { actor: 'you', retry: 'ses' } as const;
const yahoo = { sources: [pages.yahoo] } as const;

/** What Yahoo and AOL mean. */
export const knownYahoo = {
  deferred: {
    cause:
      'Yahoo sees unusual amounts of mail, or complaints of its users, from this IP address or domain.',
    ...ses,
    ...yahoo,
    samples: [
      'smtp; 421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes',
      '421 4.7.0 [TS02] Messages from 192.0.2.1 temporarily deferred',
    ],
  },
  blocked: {
    cause:
      'Yahoo takes no more mail of this IP address or domain, because of complaints or bounces.',
    ...you,
    ...yahoo,
    samples: [
      'smtp; 553 5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed. See https://postmaster.yahooinc.com/error-codes',
    ],
  },
  'no-such-user': {
    cause: 'There is no such account.',
    ...you,
    ...yahoo,
    samples: [
      "smtp; 554 delivery error: dd This user doesn't have a yahoo.com account (jane@yahoo.com) [0] - mta4075.mail.bf1.yahoo.com",
    ],
  },
  content: {
    cause: 'Something in the content, mostly a link, is taken for dangerous.',
    ...you,
    ...yahoo,
    samples: ['554 5.7.9 [PH01] Email not accepted for policy reasons'],
  },
  'dmarc-policy': {
    cause: 'DMARC does not pass, and the policy of the domain says to refuse then.',
    ...you,
    ...yahoo,
    samples: [
      'smtp; 554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes',
    ],
  },
  'sender-domain': {
    cause: 'The domain of the sender is not in DNS, or not complete.',
    ...you,
    ...yahoo,
    samples: ['451 Unresolvable RFC.5321 from domain; see https://postmaster.yahooinc.com'],
  },
  'block-list': {
    cause: 'The sending IP address is on a block list that Yahoo uses.',
    actor: 'aws',
    retry: 'no',
    ...yahoo,
    samples: ['553 5.7.1 [BL21] Connections not accepted from servers on Spamhaus SBL'],
  },
} as const satisfies Readonly<Record<keyof typeof yahooBounces, Background>>;
