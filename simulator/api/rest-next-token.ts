import * as z from 'zod';

/** Token for the page after this address; opaque to callers, as SES's are. */
export const tokenOf = (next: string): string =>
  Buffer.from(JSON.stringify({ after: next })).toString('base64url');

const nextToken = z.object({ after: z.string().min(1) });

/** Address in a token; undefined when the simulator did not write the token. */
export const readToken = (token: string): string | undefined => {
  try {
    return nextToken.safeParse(JSON.parse(Buffer.from(token, 'base64url').toString())).data?.after;
  } catch {
    return undefined;
  }
};
