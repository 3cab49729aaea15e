import type { ServiceError } from './service-errors.ts';
import type { ServiceRequest } from './service-request.ts';

/**
 * What happens to a request on its way. `before` and `after` say whether the service has not yet,
 * or has already, executed it.
 */
export type Fate =
  | { readonly kind: 'pass' }
  /** Answered as by a failing or throttling service, which has not executed the request. */
  | { readonly kind: ServiceError }
  /** Answered as by a failing service, although it has executed the request. */
  | { readonly kind: 'error-after' }
  /** The connection is reset. `act` runs first. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after'; readonly act?: () => void }
  /** No answer ever comes. */
  | { readonly kind: 'silence'; readonly when: 'before' | 'after' }
  /** The answer is delayed. */
  | { readonly kind: 'slow'; readonly ms: number };

/** Decides the fate of a request, once, when it has arrived. */
export type FateOf = (request: ServiceRequest) => Fate;
