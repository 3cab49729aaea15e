/** An SES account of the bench, and the tenants that send with it. */
export interface BenchAccount {
  readonly name: string;
  /** Rate of the account; recipients per second. */
  readonly rate: number;
  /** AWS account id that its tenant brings; undefined for the account of the pipeline. */
  readonly accountId: string | undefined;
  readonly tenantIds: readonly string[];
}

/** The account of the pipeline at 200 per second, and two that tenants bring, far slower ones. */
export const accounts: readonly BenchAccount[] = [
  {
    name: 'pipeline',
    rate: 200,
    accountId: undefined,
    tenantIds: Array.from({ length: 20 }, (_, index) => `shared-${index}`),
  },
  { name: 'brought at 14', rate: 14, accountId: '222222222222', tenantIds: ['own-14'] },
  { name: 'brought at 1', rate: 1, accountId: '333333333333', tenantIds: ['own-1'] },
];

/** Share of an account's rate in use; 0 to 1. */
export interface AccountRow {
  readonly account: string;
  readonly rate: number;
  /** With a backlog of this account alone. */
  readonly alone: number;
  /** With a backlog of every account on the same queue. */
  readonly beside: number;
  /** Calls refused as above the rate, per 1,000 accepted, beside the others. */
  readonly throttledPer1000: number;
  /** Copies that SES accepted beyond the first, beside the others. */
  readonly doubled: number;
}

/**
 * Bodies of all accounts' waiting mail in one order, evenly mixed, as if all had arrived side by
 * side.
 */
export const mixedBacklog = (
  sending: readonly BenchAccount[],
  seconds: number,
): readonly string[] =>
  sending
    .flatMap((account) => {
      const count = backlogOf(account, seconds);
      return Array.from({ length: count }, (_, index) => ({
        place: (index + 0.5) / count,
        body: bodyOf(account.tenantIds[index % account.tenantIds.length] ?? '', index),
      }));
    })
    .toSorted((one, other) => one.place - other.place)
    .map(({ body }) => body);

const bodyOf = (tenantId: string, index: number): string =>
  JSON.stringify({
    messageId: `m-${index}`,
    tenantId,
    from: 'bench@example.com',
    to: [`${tenantId}-${index}@example.com`],
    subject: 'Bench',
    text: 'One message of the bench.',
  });

/** Waiting mail of an account: longer than the run lasts, whatever its rate; messages. */
const backlogOf = ({ rate }: BenchAccount, seconds: number): number =>
  Math.ceil(rate * (seconds + 15)) + 60;
