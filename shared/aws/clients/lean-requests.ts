import { collectBody } from './collect-body.ts';
import { Sha256 } from './sha256.ts';

/**
 * Options of a client that makes many small requests: parts of the SDK that take less of the
 * processor than its own and do the same. Not for S3, which signs and reads streams.
 */
export const leanRequests = { sha256: Sha256, streamCollector: collectBody } as const;
