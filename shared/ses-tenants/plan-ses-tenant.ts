import type { ReputationPolicy } from './ports.ts';
import type { SesResource } from './wanted-resources.ts';

/** What SES and the tenant's item have. */
export interface SesTenantFacts {
  /** The SES tenant; undefined when there is none. */
  readonly there:
    | {
        readonly resources: readonly SesResource[];
        /** Undefined when nobody asked for it. */
        readonly policy: ReputationPolicy | undefined;
      }
    | undefined;
  /** Whether the tenant's item names it. */
  readonly isNamed: boolean;
}

/** What an SES tenant is to be. */
export interface SesTenantWish {
  /** Undefined: as it is. */
  readonly policy: ReputationPolicy | undefined;
  /** What it is associated with at least. */
  readonly resources: readonly SesResource[];
}

export type SesTenantStep =
  | { readonly kind: 'create' }
  | { readonly kind: 'set-policy'; readonly policy: ReputationPolicy }
  | { readonly kind: 'associate'; readonly resource: SesResource }
  | { readonly kind: 'name' }
  | { readonly kind: 'unname' }
  /** Until no sender has mail left that it took while the item named the SES tenant. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'dissociate'; readonly resource: SesResource }
  | { readonly kind: 'delete' };

/**
 * Steps that are left until the SES tenant is as wanted. The item names it last: from then on its
 * mail goes out as the SES tenant, and SES refuses mail that uses what is not associated.
 */
export const planCreation = (
  { there, isNamed }: SesTenantFacts,
  { policy, resources }: SesTenantWish,
): readonly SesTenantStep[] => [
  ...(there === undefined ? [{ kind: 'create' } as const] : []),
  ...(policy === undefined || policy === there?.policy
    ? []
    : [{ kind: 'set-policy', policy } as const]),
  ...resources
    .filter((resource) => there?.resources.includes(resource) !== true)
    .map((resource) => ({ kind: 'associate', resource }) as const),
  ...(isNamed ? [] : [{ kind: 'name' } as const]),
];

/**
 * Steps that are left until the SES tenant is gone. The item forgets it first. Senders may still
 * have mail that they took before: while there are associations, an earlier run may have ended a
 * moment ago, so that the wait is always made.
 */
export const planRemoval = ({ there, isNamed }: SesTenantFacts): readonly SesTenantStep[] => [
  ...(isNamed ? [{ kind: 'unname' } as const] : []),
  ...(there === undefined
    ? []
    : [
        { kind: 'wait' } as const,
        ...there.resources.map((resource) => ({ kind: 'dissociate', resource }) as const),
        { kind: 'delete' } as const,
      ]),
];
