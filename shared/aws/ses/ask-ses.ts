import * as z from 'zod/mini';
import {
  SesTenantFailure,
  type SesTenantFailureKind,
} from '../../ses-tenants/ses-tenant-failure.ts';
import { nameOfError } from '../../system/name-of-error.ts';

/** Makes one call of SES's control API, which answers one call of each operation per second. */
export type AskSes = <Output>(action: string, call: () => Promise<Output>) => Promise<Output>;

/** Waits this long; ms. */
export type WaitToAsk = (ms: number) => Promise<void>;

/**
 * Time between two calls of one operation; ms.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html "Rate at which you can call Amazon SES
 * API actions"
 */
const askAgainMs = 1_100;

/** Most calls of one question: others may be asking at the same time. */
const mostCalls = 8;

/** Most pages of a list. */
const mostPages = 100;

/** Asks again when SES throttles the call. */
export const askSes =
  (wait: WaitToAsk): AskSes =>
  async (action, call) => {
    for (let made = 1; ; made += 1) {
      try {
        return await call();
      } catch (error) {
        if (made === mostCalls || !isThrottle(error)) throw failureOf(action, error);
        await wait(askAgainMs);
      }
    }
  };

/**
 * All items of a list.
 *
 * @throws SesTenantFailure `too-many`
 */
export const pagesOf = async <Item>(
  action: string,
  readPage: (
    next: string | undefined,
  ) => Promise<{ readonly items: readonly Item[]; readonly next: string | undefined }>,
): Promise<readonly Item[]> => {
  const all: Item[] = [];
  let next: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const read = await readPage(next);
    all.push(...read.items);
    if (read.next === undefined || read.next === '') return all;
    next = read.next;
  }
  throw new SesTenantFailure('too-many', action, `more than ${mostPages} pages`);
};

const throttles = ['TooManyRequestsException', 'ThrottlingException', 'Throttling'];

const isThrottle = (error: unknown): boolean => throttles.includes(nameOfError(error));

const kinds: Readonly<Record<string, SesTenantFailureKind>> = {
  AccessDeniedException: 'not-permitted',
  AccessDenied: 'not-permitted',
  UnauthorizedException: 'not-permitted',
  InvalidClientTokenId: 'not-permitted',
  UnrecognizedClientException: 'not-permitted',
  NotFoundException: 'not-found',
  AlreadyExistsException: 'refused',
  BadRequestException: 'refused',
  LimitExceededException: 'refused',
  ConflictException: 'unreachable',
};

/** The text of SES is left out, since it may hold an address. */
const failureOf = (action: string, error: unknown): SesTenantFailure => {
  const code = nameOfError(error);
  return new SesTenantFailure(
    ...([kinds[code] ?? 'unreachable', action, code] as const),
    isAnswered(error) ? undefined : error,
  );
};

const answered = z.object({ $metadata: z.object({ httpStatusCode: z.number() }) });

const isAnswered = (error: unknown): boolean => z.safeParse(answered, error).success;
