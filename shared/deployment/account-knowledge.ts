import type { AccountFacts, Concurrency, SendingFacts } from './account-facts.ts';

/** What could be found out about an account before a deployment. */
export interface AccountKnowledge {
  readonly sending: SendingFacts | undefined;
  readonly concurrency: Concurrency | undefined;
  /** What stands against a deployment, a sentence each. */
  readonly problems: readonly string[];
  /** What could not be found out and why, a sentence each; it stands against nothing. */
  readonly unknown: readonly string[];
}

/**
 * Asks an account what a deployment depends on. A question that AWS does not answer is no answer:
 * it is said, and the deployment may still succeed. A region in which SES has no address is one
 * without SES.
 */
export const accountKnowledge = async (
  account: Pick<AccountFacts, 'sending' | 'concurrency'>,
  region: string,
): Promise<AccountKnowledge> => {
  const [sending, concurrency] = await Promise.allSettled([
    account.sending(),
    account.concurrency(),
  ]);
  const failures = [
    ...(sending.status === 'rejected'
      ? [{ what: 'What SES allows this account', reason: sending.reason }]
      : []),
    ...(concurrency.status === 'rejected'
      ? [{ what: "Lambda's quota of executions at once", reason: concurrency.reason }]
      : []),
  ];
  return {
    sending: sending.status === 'fulfilled' ? sending.value : undefined,
    concurrency: concurrency.status === 'fulfilled' ? concurrency.value : undefined,
    problems: failures.flatMap(({ reason }) =>
      hasNoSes(reason)
        ? [
            `SES is not in ${region}. Regions that have it: https://docs.aws.amazon.com/general/latest/gr/ses.html`,
          ]
        : [],
    ),
    unknown: failures.flatMap(({ what, reason }) =>
      hasNoSes(reason) ? [] : [`${what} cannot be read (${nameOf(reason)}), so it is not checked.`],
    ),
  };
};

/** The host of SES alone is unknown, and it is asked after STS of the region has answered. */
const hasNoSes = (reason: unknown): boolean =>
  reason instanceof Error && /ENOTFOUND email\./.test(reason.message);

const nameOf = (reason: unknown): string => (reason instanceof Error ? reason.name : 'unknown');
