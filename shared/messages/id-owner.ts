import type { MessageProgress, Outcome } from './ports.ts';

type OwnerFacts = Pick<
  MessageProgress,
  'fingerprint' | 'sent' | 'leases' | 'unknownCalls' | 'outcome'
>;

/** Outcomes after which no copy of the mail is on a queue or held. */
const ends: readonly (Outcome['state'] | undefined)[] = [
  'rejected',
  'failed',
  'suppressed',
  'expired',
];

/** Whether a mail ended and certainly never reached SES, so that another mail may take its id. */
export const mayBeCorrected = ({ sent, leases, unknownCalls, outcome }: OwnerFacts): boolean =>
  [sent, leases, unknownCalls].every(({ size }) => size === 0) && ends.includes(outcome);

/** Whether the id of a mail belongs to another mail for good. */
export const isTakenByAnother = (owner: OwnerFacts, fingerprint: string): boolean =>
  owner.fingerprint !== undefined && owner.fingerprint !== fingerprint && !mayBeCorrected(owner);
