import {
  DeleteSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  PutSuppressedDestinationCommand,
  type SESv2Client,
  type SuppressedDestinationSummary,
} from '@aws-sdk/client-sesv2';
import type { AccountListReason, ListedAddress } from '../../suppression/account-list-plan.ts';
import { type BackOff, backOffMs } from '../../system/back-off.ts';
import type { Clock } from '../../system/ports.ts';

/**
 * Interval between two calls; ms. Apart from sending, SES allows one call per second; the extra 50
 * ms allow for its clock.
 */
const intervalMs = 1_050;
const attempts = 6;
/** Exponential back-off after a call that SES throttled. */
const backOff: BackOff = { firstMs: intervalMs * 2, lastMs: intervalMs * 32 };
const pageSize = 1_000;

/** Answer to a change of the list; `why` is SES's error code. */
export type AccountListAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly why: string };

/** SES's account-level suppression list, called no faster than SES allows. */
export interface AccountList {
  /** The whole list, in pages of up to a thousand addresses. */
  readonly pages: () => AsyncIterable<readonly ListedAddress[]>;
  readonly put: (address: string, reason: AccountListReason) => Promise<AccountListAnswer>;
  /** Removes an address; `done` also when it is not on the list. */
  readonly remove: (address: string) => Promise<AccountListAnswer>;
}

/** Makes one call after the other, as fast as SES allows. */
type InTurn = <Answer>(call: () => Promise<Answer>) => Promise<Answer>;

/**
 * Account-level suppression list of the client's account and region.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html
 */
export const accountList = (client: SESv2Client, clock: Clock): AccountList => {
  const inTurn = callsInTurn(clock);
  return {
    pages: () => pagesOf(client, inTurn),
    put: (address, reason) => {
      const request = { EmailAddress: address, Reason: reason };
      return change(() => inTurn(() => client.send(new PutSuppressedDestinationCommand(request))));
    },
    remove: async (address) => {
      const request = { EmailAddress: address };
      const answer = await change(() =>
        inTurn(() => client.send(new DeleteSuppressedDestinationCommand(request))),
      );
      const isGone = answer.kind === 'refused' && answer.why === 'NotFoundException';
      return isGone ? { kind: 'done' } : answer;
    },
  };
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** Errors that concern this address alone; the next address may succeed. */
const ofAddress = /^(?:BadRequestException|ValidationException|NotFoundException)$/;

/**
 * Makes calls one at a time, an interval apart. A call that SES throttles is repeated after an
 * exponential back-off.
 */
const callsInTurn = (clock: Clock): InTurn => {
  let nextAtMs = 0;
  return async (call) => {
    for (let attempt = 1; ; attempt += 1) {
      await clock.sleepUntil(nextAtMs);
      nextAtMs = clock.now() + intervalMs;
      try {
        return await call();
      } catch (error) {
        if (nameOf(error) !== 'TooManyRequestsException' || attempt === attempts) throw error;
        nextAtMs = clock.now() + backOffMs(backOff, attempt);
      }
    }
  };
};

/** Converts an entry of SES's answer; none when it has no address. */
const toListed = ({
  EmailAddress,
  Reason,
  LastUpdateTime,
}: SuppressedDestinationSummary): readonly ListedAddress[] =>
  EmailAddress === undefined
    ? []
    : [
        {
          address: EmailAddress,
          reason: Reason === 'COMPLAINT' ? 'COMPLAINT' : 'BOUNCE',
          updatedAtMs: LastUpdateTime?.getTime() ?? 0,
        },
      ];

async function* pagesOf(
  client: SESv2Client,
  inTurn: InTurn,
): AsyncIterable<readonly ListedAddress[]> {
  let token: string | undefined;
  do {
    const request = { PageSize: pageSize, ...(token === undefined ? {} : { NextToken: token }) };
    const page = await inTurn(() => client.send(new ListSuppressedDestinationsCommand(request)));
    yield (page.SuppressedDestinationSummaries ?? []).flatMap(toListed);
    token = page.NextToken;
  } while (token !== undefined && token !== '');
}

/** Makes a change; an error that concerns the address alone becomes the answer. */
const change = async (call: () => Promise<unknown>): Promise<AccountListAnswer> => {
  try {
    await call();
    return { kind: 'done' };
  } catch (error) {
    if (ofAddress.test(nameOf(error))) return { kind: 'refused', why: nameOf(error) };
    throw error;
  }
};
