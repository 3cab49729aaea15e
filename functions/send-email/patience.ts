import type { SlotPatience } from '../../shared/pacing/pace.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { SendingAccount } from '../../shared/tenants/ports.ts';

/** Accounts whose mail a container saw, by name. Kept from batch to batch. */
export type AccountsSeen = Map<string, { readonly account: SendingAccount; readonly atMs: number }>;

/** How long an account counts as one that others may wait behind; ms. */
const seenForMs = 10 * 60_000;
/** How long mail waits for a free slot where no faster account is in its batch; ms. */
const shortWaitMs = 1_000;

/** How long the accounts of a batch may keep their run. */
export interface Patience {
  /**
   * Mail of the pipeline's account, where that is the fastest, may wait the whole run, because nobody
   * faster waits behind it. Mail of another account waits while a faster one of its batch sends; where
   * there is none in the batch, for a second.
   */
  readonly of: (account: SendingAccount) => SlotPatience;
  /** The account has sent, or given back, its mail of the batch. */
  readonly isDone: (account: SendingAccount) => void;
}

/**
 * Decides how long mail without a slot may keep a run. A run ends with its last mail, so a slow
 * account would otherwise keep container after container from the mail of all others.
 */
export const patienceOf = (
  clock: Pick<Clock, 'now'>,
  seen: AccountsSeen,
  accounts: readonly SendingAccount[],
): Patience => {
  const startedMs = clock.now();
  for (const [name, { atMs }] of seen) if (atMs < startedMs - seenForMs) seen.delete(name);
  for (const account of accounts) seen.set(account.name, { account, atMs: startedMs });
  const underWay = new Set(accounts);
  return {
    of: (account) => {
      const isAfter = (other: SendingAccount): boolean => isFaster(other, account);
      const isBound = account.isBrought || [...seen.values()].some((one) => isAfter(one.account));
      if (!isBound) return 'whole-run';
      const mayWait = accounts.some(isAfter)
        ? [...underWay].some(isAfter)
        : clock.now() < startedMs + shortWaitMs;
      return mayWait ? 'short' : 'spent';
    },
    isDone: (account) => void underWay.delete(account),
  };
};

const intervalOf = ({ memory }: SendingAccount): number =>
  memory.last?.intervalMs ?? Number.POSITIVE_INFINITY;

const isFaster = (one: SendingAccount, other: SendingAccount): boolean =>
  one.name !== other.name && intervalOf(one) < intervalOf(other);
