import {
  everyTenant,
  isScope,
  streamInScope,
  streamScope,
  tenantScope,
} from '../../../shared/suppression/scopes.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import { streamProblem } from '../../stream-option.ts';

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
export const scopeOf = async (
  { scope, tenant, stream }: ScopeOptions,
  streams: ReadStreams,
): Promise<ScopeAnswer> => {
  if (scope !== undefined && (tenant !== undefined || stream !== undefined))
    return { kind: 'none', problem: 'Name the scope with --scope, or with --tenant and --stream.' };
  if (stream !== undefined && tenant === undefined)
    return { kind: 'none', problem: 'A stream is one of a tenant: name it, too (--tenant).' };
  const named =
    tenant === undefined
      ? scope
      : stream === undefined
        ? tenantScope(tenant)
        : streamScope(tenant, stream);
  if (named === undefined) return { kind: 'scope', scope: named };
  if (!isScope(named))
    return {
      kind: 'none',
      problem: 'There is no such scope; write *, tenant#ID or tenant#ID#stream#NAME.',
    };
  const streamOf = streamInScope(named);
  const problem = streamOf === undefined ? undefined : await streamProblem(streamOf, streams);
  return problem === undefined ? { kind: 'scope', scope: named } : { kind: 'none', problem };
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
export const orderOf = async (
  options: OrderOptions,
  { user, streams }: { readonly user: string | undefined; readonly streams: ReadStreams },
): Promise<OrderAnswer> => {
  const answer = await scopeOf(options, streams);
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
