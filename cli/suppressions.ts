import { canonicalAddress } from '../shared/email/address.ts';
import type { SuppressionEntry } from '../shared/suppression/suppression-entry.ts';
import { type CommandIo, exitCodes, printable } from './command-io.ts';

export interface ListSuppressionsOptions {
  /** `*`, `tenant#id` or `tenant#id#stream#name`. */
  readonly scope?: string;
  readonly address?: string;
  readonly json?: boolean;
}

export interface ListSuppressionsIo extends CommandIo {
  readonly list: (filter: { readonly scope?: string; readonly address?: string }) => AsyncIterable<SuppressionEntry>;
}

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

const toRow = ({ address, scope, reason, source, sinceMs, expiresAtMs }: SuppressionEntry) => ({
  address,
  scope,
  reason,
  source,
  since: iso(sinceMs),
  expiresAt: expiresAtMs === undefined ? null : iso(expiresAtMs),
});

const toLine = (entry: SuppressionEntry): string => {
  const { address, scope, reason, since, expiresAt } = toRow(entry);
  return [address, scope, reason, entry.detail, `since ${since}`, ...(expiresAt === null ? [] : [`until ${expiresAt}`])]
    .map(printable)
    .join('  ');
};

/**
 * `ses-pipeline suppressions list`: whom the pipeline does not write to, and why; entries come as the table gives them, page by page.
 *
 * @returns 0, also when there are none; 2 when the address cannot be one
 */
export const listSuppressions = async ({ scope, address, json }: ListSuppressionsOptions, io: ListSuppressionsIo): Promise<number> => {
  const canonical = address === undefined ? undefined : canonicalAddress(address);
  if (address !== undefined && canonical === undefined) {
    io.printError('That is no e-mail address.');
    return exitCodes.usage;
  }
  let count = 0;
  for await (const entry of io.list({
    ...(scope === undefined ? {} : { scope }),
    ...(canonical === undefined ? {} : { address: canonical }),
  })) {
    io.print(json ? JSON.stringify(toRow(entry)) : toLine(entry));
    count += 1;
  }
  if (count === 0 && !json) io.printError('Nobody is suppressed.');
  return exitCodes.fine;
};
