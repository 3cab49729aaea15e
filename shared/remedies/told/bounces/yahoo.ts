import type { Told } from '../../remedy.ts';
import { advice } from './advice.ts';

/**
 * Replies of Yahoo and AOL.
 *
 * @see https://senders.yahooinc.com/smtp-error-codes/
 */
export const yahooBounces = {
  deferred: {
    text: /\[TSS?(?:0[1-8]|1[01])\]|temporarily deferred due to (?:unexpected volume|user complaints)/i,
    remedy: advice.wanted,
  },
  blocked: { text: /\[TSS?09\]|\bwill be permanently deferred\b/i, remedy: advice.wanted },
  'no-such-user': {
    text: /user doesn't have a (?:yahoo|aol)\.[a-z.]{2,9} account|\bdd (?:this|requested) /i,
    remedy: advice.address,
  },
  content: { text: /\[PH\d\d\]/, remedy: advice.content },
  'dmarc-policy': {
    text: /\b5\.7\.9 .{0,253}not accepted for policy reasons|\[BL\d\d\].{0,99}dmarc/i,
    remedy: advice.aligned,
  },
  'sender-domain': {
    text: /unresolvable RFC\.?532[12] from domain/i,
    remedy: 'Give the domains of From and of MAIL FROM records in DNS: SOA, and A or MX.',
  },
  'block-list': { text: /\[(?:BL|IPTS)\d\d\]/, remedy: advice.listed },
} as const satisfies Readonly<Record<string, Told>>;
