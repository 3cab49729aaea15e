import { streams } from '../../../shared/email/streams.ts';
import {
  everyTenant,
  isScope,
  streamScope,
  tenantScope,
} from '../../../shared/suppression/scopes.ts';

/** Options that name a scope. */
export interface ScopeOptions {
  readonly scope?: string;
  readonly tenant?: string;
  readonly stream?: string;
}

export type ScopeAnswer =
  | { readonly kind: 'scope'; readonly scope: string | undefined }
  | { readonly kind: 'none'; readonly problem: string };

/** The scope that the options name, undefined when they name none; or the problem with them. */
export const scopeOf = ({ scope, tenant, stream }: ScopeOptions): ScopeAnswer => {
  if (scope !== undefined && (tenant !== undefined || stream !== undefined))
    return { kind: 'none', problem: 'Name the scope with --scope, or with --tenant and --stream.' };
  if (stream !== undefined && tenant === undefined)
    return { kind: 'none', problem: 'A stream is one of a tenant: name it, too (--tenant).' };
  if (stream !== undefined && !streams.some((one) => one === stream))
    return { kind: 'none', problem: `There is no such stream; there are ${streams.join(', ')}.` };
  const named =
    tenant === undefined
      ? scope
      : stream === undefined
        ? tenantScope(tenant)
        : streamScope(tenant, stream);
  return named === undefined || isScope(named)
    ? { kind: 'scope', scope: named }
    : {
        kind: 'none',
        problem: 'There is no such scope; write *, tenant#ID or tenant#ID#stream#NAME.',
      };
};

/** Options of every command that changes entries. */
export interface OrderOptions extends ScopeOptions {
  readonly by?: string;
  readonly why?: string;
}

export interface Order {
  readonly scope: string;
  readonly by: string;
  readonly why: string;
}

export type OrderAnswer =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'none'; readonly problem: string };

const longest = { by: 100, why: 500 } as const;

/**
 * Reads who makes the change, why, and for which scope (all tenants when none is named).
 *
 * @param user - the logged-in user; undefined when unknown
 */
export const orderOf = (options: OrderOptions, user: string | undefined): OrderAnswer => {
  const answer = scopeOf(options);
  if (answer.kind === 'none') return answer;
  const by = (options.by ?? user ?? '').trim();
  const why = (options.why ?? '').trim();
  if (by === '') return { kind: 'none', problem: 'Say who you are with --by.' };
  if (why === '')
    return { kind: 'none', problem: 'Say why with --why: it is kept with the entry.' };
  if (by.length > longest.by || why.length > longest.why)
    return {
      kind: 'none',
      problem: `--by has at most ${longest.by} characters, --why at most ${longest.why}.`,
    };
  return { kind: 'order', order: { scope: answer.scope ?? everyTenant, by, why } };
};
