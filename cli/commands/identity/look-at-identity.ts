import { checkRecords } from '../../../shared/identities/check-record.ts';
import { type FromFacts, judgeFrom } from '../../../shared/identities/judge-from.ts';
import type { AskDns, RecordJudgement, SesIdentity } from '../../../shared/identities/ports.ts';
import { wantedRecords } from '../../../shared/identities/wanted-records.ts';
import type { IdentityIo } from './identity-io.ts';
import type { TypedName } from './read-name.ts';

/** What SES and DNS have of an identity at one time. */
export interface IdentityLook {
  readonly identity: SesIdentity;
  readonly judgements: readonly RecordJudgement[];
  readonly from: FromFacts;
  /** Whether From is at a provider of free mailboxes, which nobody else may send for. */
  readonly isFreemail: boolean;
}

/**
 * `unknown`: nothing is seen to be wrong, but a question went unanswered. `waiting`: all records
 * are there, and SES has not looked yet.
 */
export type LookOutcome = 'right' | 'waiting' | 'wrong' | 'unknown';

/** Looks at everything once. */
export const lookAtIdentity = async (
  { domain }: TypedName,
  identity: SesIdentity,
  { region, isFreemail }: Pick<IdentityIo, 'region' | 'isFreemail'>,
  ask: AskDns,
): Promise<IdentityLook> => {
  const [judgements, from] = await Promise.all([
    checkRecords(wantedRecords(identity, { region }), ask),
    judgeFrom(domain, identity, ask),
  ]);
  return { identity, judgements, from, isFreemail: isFreemail(domain) };
};

export const outcomeOf = ({ identity, judgements, isFreemail }: IdentityLook): LookOutcome => {
  const verdicts = judgements.map(({ verdict }) => verdict);
  if (verdicts.some((verdict) => verdict === 'differs' || verdict === 'absent')) return 'wrong';
  if (isFreemail || isRefused(identity)) return 'wrong';
  if (verdicts.includes('unanswered')) return 'unknown';
  return isSettled(identity) ? 'right' : 'waiting';
};

/** SES does not look again by itself, or sends nothing with a signature. */
const isRefused = ({ kind, verificationStatus, dkim, mailFrom }: SesIdentity): boolean =>
  verificationStatus === 'FAILED' ||
  mailFrom?.status === 'FAILED' ||
  (kind === 'domain' && (!dkim.isEnabled || dkim.status === 'FAILED'));

const isSettled = ({ isVerified, kind, dkim, mailFrom }: SesIdentity): boolean =>
  isVerified &&
  (kind === 'address' || dkim.status === 'SUCCESS') &&
  (mailFrom === undefined || mailFrom.status === 'SUCCESS');
