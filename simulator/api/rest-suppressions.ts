import * as z from 'zod';
import type { SesWorld } from '../world.ts';
import { invalidParameter, type Refusal, refuse } from './refusal.ts';
import { done, type RestAnswer } from './rest-answer.ts';
import { reading } from './rest-body.ts';
import { readToken, tokenOf } from './rest-next-token.ts';
import type { RestOperation } from './rest-operation.ts';
import type { RestRequest } from './rest-request.ts';

const suppressedDestination = z.object({
  EmailAddress: z.string(),
  Reason: z.enum(['BOUNCE', 'COMPLAINT']),
});

const seconds = (epochMs: number): number => Math.floor(epochMs / 1000);

const notListed = (address: string): Refusal =>
  refuse('NotFound', `Email address ${address} does not exist on your suppression list.`);

const listQuery = z.object({
  reasons: z.array(z.enum(['BOUNCE', 'COMPLAINT'])),
  startDate: z.iso.datetime({ offset: true }).nullable(),
  endDate: z.iso.datetime({ offset: true }).nullable(),
  pageSize: z.coerce.number().int().min(1).max(1000).nullable(),
});

/**
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListSuppressedDestinations.html
 */
const listSuppressed = ({ suppressionList }: SesWorld, { url }: RestRequest): RestAnswer => {
  const asked = new URL(url, 'http://localhost').searchParams;
  const query = listQuery.safeParse({
    reasons: asked.getAll('Reason'),
    startDate: asked.get('StartDate'),
    endDate: asked.get('EndDate'),
    pageSize: asked.get('PageSize'),
  });
  if (!query.success) return invalidParameter(z.prettifyError(query.error));
  const token = asked.get('NextToken');
  const after = token === null ? undefined : readToken(token);
  if (token !== null && after === undefined)
    return refuse('InvalidNextToken', 'The NextToken is invalid.');
  const { reasons, startDate, endDate, pageSize } = query.data;
  const { entries, next } = suppressionList.page({
    reasons,
    fromMs: startDate === null ? Number.NEGATIVE_INFINITY : Date.parse(startDate),
    toMs: endDate === null ? Number.POSITIVE_INFINITY : Date.parse(endDate),
    size: pageSize ?? 1000,
    after,
  });
  return done({
    SuppressedDestinationSummaries: entries.map(({ address, reason, updatedAtMs }) => ({
      EmailAddress: address,
      Reason: reason,
      LastUpdateTime: seconds(updatedAtMs),
    })),
    ...(next === undefined ? {} : { NextToken: tokenOf(next) }),
  });
};

const addressesPath = /^\/v2\/email\/suppression\/addresses$/;
const addressPath = /^\/v2\/email\/suppression\/addresses\/([^/]+)$/;

/** Operations on the account's suppression list. */
export const suppressionOperations: readonly RestOperation[] = [
  {
    name: 'PutSuppressedDestination',
    method: 'PUT',
    path: addressesPath,
    run: ({ account, suppressionList, clock }, { body }) =>
      reading(suppressedDestination, body, ({ EmailAddress, Reason }) => {
        if (account.settings().isSandbox)
          return invalidParameter(
            'An account in the sandbox cannot add addresses to its suppression list.',
          );
        if (!/^[^\s@]+@[^\s@]+$/.test(EmailAddress))
          return invalidParameter('The email address is invalid.');
        suppressionList.put({ address: EmailAddress, reason: Reason, updatedAtMs: clock() });
        return done();
      }),
  },
  {
    name: 'ListSuppressedDestinations',
    method: 'GET',
    path: addressesPath,
    run: listSuppressed,
  },
  {
    name: 'GetSuppressedDestination',
    method: 'GET',
    path: addressPath,
    run: ({ suppressionList }, _request, address) => {
      const entry = suppressionList.get(address);
      if (entry === undefined) return notListed(address);
      const LastUpdateTime = seconds(entry.updatedAtMs);
      return done({
        SuppressedDestination: {
          EmailAddress: entry.address,
          Reason: entry.reason,
          LastUpdateTime,
        },
      });
    },
  },
  {
    name: 'DeleteSuppressedDestination',
    method: 'DELETE',
    path: addressPath,
    run: ({ suppressionList }, _request, address) =>
      suppressionList.remove(address) ? done() : notListed(address),
  },
];
