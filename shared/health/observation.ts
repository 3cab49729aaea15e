/**
 * What came of looking at one thing. A value of `null` means that AWS answered, and that there is no
 * such thing; whatever kept us from knowing is never that.
 */
export type Observation<Value> =
  | { readonly kind: 'known'; readonly value: Value }
  /** The caller's credentials do not allow the call. */
  | { readonly kind: 'not-permitted'; readonly action: string }
  /** No answer in time, or a throttled call: the same call may succeed later. */
  | { readonly kind: 'unanswered'; readonly action: string; readonly code: string }
  /** AWS answered with an error that will not pass by itself. */
  | { readonly kind: 'refused'; readonly action: string; readonly code: string }
  /** There is nothing to look at here. */
  | { readonly kind: 'not-applicable'; readonly reason: string };

export const known = <Value>(value: Value): Observation<Value> => ({ kind: 'known', value });

export const notApplicable = (reason: string): Observation<never> => ({
  kind: 'not-applicable',
  reason,
});

/** The value, when it is known. */
export const knownValue = <Value>(observation: Observation<Value>): Value | undefined =>
  observation.kind === 'known' ? observation.value : undefined;
