import type { PermitLimit } from '../../shared/permits/permits.ts';
import { busy } from './http/problem.ts';
import type { Answer } from './http/route.ts';
import type { ApiPorts } from './ports.ts';

/** A little less than a run of the function: whoever dies in its work holds a permit so long; ms. */
const longestMs = 28_000;

/**
 * Work that takes seconds, each with the most that is under way at once. Together they leave half of
 * the API's usual concurrency of 20 to requests that take none.
 */
const limits = {
  'test mail': { inAll: 5, ofTenant: 2, longestMs },
  search: { inAll: 4, ofTenant: 1, longestMs },
  reputation: { inAll: 2, ofTenant: 1, longestMs },
  /** A walk hides the dead letters that it sees: two at once would each see a part. */
  'dead letters': { inAll: 1, ofTenant: 1, longestMs, restMs: 3_000 },
} as const satisfies Readonly<Record<string, PermitLimit>>;

/** Does some work once there is a permit for it; else answers when to come again. */
export const withPermit = async (
  { takePermit }: Pick<ApiPorts, 'takePermit'>,
  work: keyof typeof limits,
  tenantId: string,
  run: () => Promise<Answer>,
): Promise<Answer> => {
  const permit = await takePermit(work, tenantId, limits[work]);
  if (permit.kind === 'full') return busy(Math.ceil(permit.retryAfterMs / 1000));
  try {
    return await run();
  } finally {
    await permit.end();
  }
};
