import type { ServiceError } from './service-errors.ts';
import type { ServiceRequest } from './service-request.ts';

/**
 * What happens to a request on its way. `before` and `after`: the service has not, or has, done
 * what it was asked.
 */
export type Fate =
  | { readonly kind: 'pass' }
  /** Answered as the service does when it fails or throttles; the service has done nothing. */
  | { readonly kind: ServiceError }
  /** Answered as when the service fails, although it has done it. */
  | { readonly kind: 'error-after' }
  /** The connection breaks. `act` runs first. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after'; readonly act?: () => void }
  /** No answer ever comes. */
  | { readonly kind: 'silence'; readonly when: 'before' | 'after' }
  /** The answer comes late. */
  | { readonly kind: 'slow'; readonly ms: number };

/** Decides once per request, when it has arrived. */
export type FateOf = (request: ServiceRequest) => Fate;
