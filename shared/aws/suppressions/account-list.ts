import {
  DeleteSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  PutSuppressedDestinationCommand,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { AccountListReason, ListedAddress } from '../../suppression/account-list-plan.ts';
import type { Clock } from '../../system/ports.ts';

/** SES allows one call a second that is no sending; a little more keeps clear of its clock. */
const intervalMs = 1_050;
const attempts = 6;
const pageSize = 1_000;

/** `why` is SES's code. */
export type AccountListAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly why: string };

/** SES's account-level suppression list, asked no faster than SES allows. */
export interface AccountList {
  /** All of it, up to a thousand addresses at a time. */
  readonly pages: () => AsyncIterable<readonly ListedAddress[]>;
  readonly put: (address: string, reason: AccountListReason) => Promise<AccountListAnswer>;
  /** Done also when it is not there. */
  readonly remove: (address: string) => Promise<AccountListAnswer>;
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** This address, in this account, will not do: the next may. */
const ofAddress = /^(?:BadRequestException|ValidationException|NotFoundException)$/;

/**
 * The list of the client's account and region.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html
 */
export const accountList = (client: SESv2Client, clock: Clock): AccountList => {
  let nextAtMs = 0;
  const inTurn = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    for (let attempt = 1; ; attempt += 1) {
      await clock.sleepUntil(nextAtMs);
      nextAtMs = clock.now() + intervalMs;
      try {
        return await call();
      } catch (error) {
        if (nameOf(error) !== 'TooManyRequestsException' || attempt === attempts) throw error;
        nextAtMs = clock.now() + intervalMs * 2 ** attempt;
      }
    }
  };
  const change = async (call: () => Promise<unknown>): Promise<AccountListAnswer> => {
    try {
      await inTurn(call);
      return { kind: 'done' };
    } catch (error) {
      if (ofAddress.test(nameOf(error))) return { kind: 'refused', why: nameOf(error) };
      throw error;
    }
  };

  return {
    pages: async function* () {
      let NextToken: string | undefined;
      do {
        const token = NextToken;
        const page = await inTurn(() =>
          client.send(
            new ListSuppressedDestinationsCommand({
              PageSize: pageSize,
              ...(token === undefined ? {} : { NextToken: token }),
            }),
          ),
        );
        yield (page.SuppressedDestinationSummaries ?? []).flatMap(
          ({ EmailAddress, Reason, LastUpdateTime }) =>
            EmailAddress === undefined
              ? []
              : [
                  {
                    address: EmailAddress,
                    reason: Reason === 'COMPLAINT' ? ('COMPLAINT' as const) : ('BOUNCE' as const),
                    updatedAtMs: LastUpdateTime?.getTime() ?? 0,
                  },
                ],
        );
        NextToken = page.NextToken;
      } while (NextToken !== undefined && NextToken !== '');
    },
    put: (address, reason) =>
      change(() =>
        client.send(new PutSuppressedDestinationCommand({ EmailAddress: address, Reason: reason })),
      ),
    remove: async (address) => {
      const answer = await change(() =>
        client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: address })),
      );
      return answer.kind === 'refused' && answer.why === 'NotFoundException'
        ? { kind: 'done' }
        : answer;
    },
  };
};
