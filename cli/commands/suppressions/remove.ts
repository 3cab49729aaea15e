import { canonicalAddress } from '../../../shared/email/address.ts';
import { everyTenant } from '../../../shared/suppression/scopes.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import { type OrderOptions, orderOf } from './who.ts';

export interface RemoveSuppressionOptions extends OrderOptions {
  readonly json?: boolean;
}

export interface RemoveSuppressionIo extends CommandIo {
  readonly streams: ReadStreams;
  readonly remove: (
    address: string,
    scope: string,
    order: { readonly by: string; readonly why: string; readonly atMs: number },
  ) => Promise<readonly SuppressionEntry[]>;
  readonly list: (filter: { readonly address: string }) => AsyncIterable<SuppressionEntry>;
  readonly now: () => number;
  readonly user: string | undefined;
}

/**
 * `ses-pipeline suppressions remove ADDRESS…`: removes addresses from one scope, whatever the
 * reasons; other scopes, and SES's account list, stay as they are. Events from before the removal
 * do not bring the entries back; new ones do.
 *
 * @returns 0; 2 when an address or scope is invalid, or --by or --why is missing; 3 when an address
 *   is not listed in the scope
 */
export const removeSuppressions = async (
  addresses: readonly string[],
  options: RemoveSuppressionOptions,
  io: RemoveSuppressionIo,
): Promise<number> => {
  const answer = await orderOf(options, io);
  if (answer.kind === 'none') {
    io.printError(answer.problem);
    return exitCodes.usage;
  }
  const canonical = addresses.map((address) => canonicalAddress(address));
  const wrong = canonical.indexOf(undefined);
  if (wrong !== -1) {
    io.printError(`Address ${wrong + 1} is not an e-mail address; nothing was removed.`);
    return exitCodes.usage;
  }
  const { scope, by, why } = answer.order;
  const atMs = io.now();
  let missing = 0;
  for (const address of canonical.filter((one) => one !== undefined)) {
    const removed = await io.remove(address, scope, { by, why, atMs });
    const reasons = removed.map(({ reason }) => reason);
    const remaining = await remainingScopes(address, io);
    if (removed.length === 0) missing += 1;
    if (options.json)
      io.print(JSON.stringify({ address, scope, removed: reasons, remaining, by, why }));
    else if (removed.length > 0)
      io.print(printable(`${address}  ${scope}  removed (${reasons.join(', ')})`));
    else io.printError(printable(`${address} is not listed in ${scope}.`));
    if (!options.json && remaining.length > 0)
      io.printError(printable(`${address} is still listed in ${remaining.join(', ')}.`));
    if (!options.json && removed.length > 0 && scope === everyTenant)
      io.printError(
        'If it is on the list of the SES account, `ses-pipeline suppressions sync` removes it there.',
      );
  }
  return missing > 0 ? exitCodes.wrong : exitCodes.fine;
};

/** Scopes in which the address is still listed. */
const remainingScopes = async (
  address: string,
  io: RemoveSuppressionIo,
): Promise<readonly string[]> => {
  const scopes = new Set<string>();
  for await (const { scope } of io.list({ address })) scopes.add(scope);
  return [...scopes];
};
