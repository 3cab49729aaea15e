import type { Clock } from '../system/ports.ts';
import type { LedgerStore } from './ledger-store.ts';

/**
 * Length of a turn; ms. SES answers one question about the account per second, whoever asks.
 * Corrected clocks of two machines agree to within a second, so a turn lasts two.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html "Rate at which you can call Amazon SES
 * API actions"
 */
export const turnMs = 2_000;

export interface TurnPorts {
  readonly ledger: Pick<LedgerStore, 'takeTurn'>;
  readonly clock: Clock;
}

/**
 * Waits until it is this worker's turn to ask SES about the account.
 *
 * @param isNeeded - checked before each attempt, because another worker may have found the answer
 * @returns whether it is this worker's turn; false when the question is no longer needed
 * @throws when the table cannot be reached
 */
export const waitForTurn = async (
  { ledger, clock }: TurnPorts,
  isNeeded: () => Promise<boolean> = async () => true,
): Promise<boolean> => {
  while (await isNeeded()) {
    const nowMs = clock.now();
    if (await ledger.takeTurn(nowMs, nowMs - turnMs)) return true;
    await clock.sleepUntil(nowMs + turnMs / 4);
  }
  return false;
};
