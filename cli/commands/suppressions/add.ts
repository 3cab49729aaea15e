import { canonicalAddress } from '../../../shared/email/address.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import { namesWholeDomain, readTime, toRow, wholeDomain } from './row.ts';
import { type OrderOptions, orderOf } from './who.ts';

export interface AddSuppressionOptions extends OrderOptions {
  /** A day, or an instant with its zone. */
  readonly until?: string;
  readonly json?: boolean;
}

export interface AddSuppressionIo extends CommandIo {
  readonly streams: ReadStreams;
  readonly enter: (entry: SuppressionEntry) => Promise<'entered' | 'unchanged'>;
  readonly now: () => number;
  readonly user: string | undefined;
}

/**
 * `ses-pipeline suppressions add ADDRESS…`: suppresses addresses with the reason operator. An
 * operator's entry that already lasts as long stays as it is.
 *
 * @returns 0; 2 when an address, a scope or a time is invalid, or --by or --why is missing; then
 *   nothing is entered
 */
export const addSuppressions = async (
  addresses: readonly string[],
  options: AddSuppressionOptions,
  io: AddSuppressionIo,
): Promise<number> => {
  const refuse = (problem: string): number => {
    io.printError(problem);
    return exitCodes.usage;
  };
  const answer = await orderOf(options, io);
  if (answer.kind === 'none') return refuse(answer.problem);
  const nowMs = io.now();
  const expiresAtMs = options.until === undefined ? undefined : readTime(options.until);
  if (options.until !== undefined && expiresAtMs === undefined)
    return refuse('--until takes a day or an instant: 2026-03-01 or 2026-03-01T09:00:00Z.');
  if (expiresAtMs !== undefined && expiresAtMs <= nowMs) return refuse('--until lies in the past.');
  const domain = addresses.findIndex(namesWholeDomain);
  if (domain !== -1) return refuse(`Address ${domain + 1} ${wholeDomain}; nothing was added.`);
  const canonical = addresses.map((address) => canonicalAddress(address));
  const wrong = canonical.indexOf(undefined);
  if (wrong !== -1)
    return refuse(`Address ${wrong + 1} is not an e-mail address; nothing was added.`);

  const { scope, by, why } = answer.order;
  for (const address of canonical.filter((one) => one !== undefined)) {
    const entry = {
      address,
      scope,
      reason: 'operator',
      detail: why,
      source: `operator:${by}`,
      by,
      sinceMs: nowMs,
      expiresAtMs,
    } as const;
    const outcome = await io.enter(entry);
    io.print(
      options.json
        ? JSON.stringify({ ...toRow(entry), outcome })
        : printable(
            outcome === 'entered'
              ? `${address}  ${scope}  added`
              : `${address}  ${scope}  was already there and lasts as long`,
          ),
    );
  }
  return exitCodes.fine;
};
